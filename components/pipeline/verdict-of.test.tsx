import { expect, test } from "vitest";
import { verdictOf } from "#components/pipeline/verdict-of.ts";
import type { HandlerDepthDto, PipelineDto } from "#server/contracts/monitoring/pipeline.ts";

const quiet: HandlerDepthDto = {
  handler: "order-notifications",
  label: "Order mails",
  enabled: true,
  paused: null,
  breaker: null,
  waiting: 0,
  ready: 0,
  active: 0,
  retrying: 0,
  dead: 0,
  delivered: 0,
  oldestAgeSeconds: null,
  oldestDeadAgeSeconds: null,
};
const webhook = { ...quiet, handler: "warehouse-webhook", label: "Warehouse webhook" };

function snapshot(
  mails: Partial<HandlerDepthDto>,
  webhooks: Partial<HandlerDepthDto> = {},
  outbox: Partial<PipelineDto["outbox"]> = {},
): PipelineDto {
  return {
    at: "2026-11-22T03:07:42.000Z",
    outbox: { pending: 0, parked: 0, oldestAgeSeconds: null, ...outbox },
    handlers: [
      { ...quiet, ...mails },
      { ...webhook, ...webhooks },
    ],
    workers: 1,
    alerts: 0,
    firing: [],
    sending: null,
  };
}

test.each([
  ["All quiet: nothing waits, nothing is dead", "delivered", snapshot({ delivered: 12 })],
  ["1 order mail is dead and waits for a hand", "dead", snapshot({ dead: 1, oldestDeadAgeSeconds: 70 })],
  ["1,214 order mails are dead and wait for a hand", "dead", snapshot({ dead: 1214 })],
  ["2 order mails and 1 warehouse webhook are dead and wait for a hand", "dead", snapshot({ dead: 2 }, { dead: 1 })],
  ["1 order mail is being retried; nothing is dead", "retrying", snapshot({ retrying: 1, oldestAgeSeconds: 300 })],
  ["3 messages are on the way; nothing is dead", "active", snapshot({ ready: 1, active: 1 }, {}, { pending: 1 })],
  [
    "4 messages wait in the outbox, the oldest for 40 s",
    "alert",
    snapshot({}, {}, { pending: 4, oldestAgeSeconds: 40.2 }),
  ],
  ["1 message is queued and nobody takes it", "alert", snapshot({ ready: 1, oldestAgeSeconds: 90 })],
])("says: %s", (title, mark, given) => {
  expect(verdictOf(given)).toMatchObject({ title, mark });
});

test("without a worker nothing is quiet: what comes will wait, and what is dead is still said first", () => {
  const alone = (given: PipelineDto) => verdictOf({ ...given, workers: 0 });
  expect(alone(snapshot({}))).toMatchObject({ mark: "alert", title: "No worker is running: deliveries wait" });
  expect(alone(snapshot({ ready: 1 }, {}, { pending: 1 })).evidence).toContain("2 messages wait.");
  const stuck = alone(snapshot({}, {}, { pending: 4, oldestAgeSeconds: 40.2 }));
  expect(stuck.title).toContain("4 messages wait in the outbox");
  expect(stuck.evidence).toContain("No worker is running.");
  const dead = alone(snapshot({ dead: 1 }));
  expect(dead.title).toBe("1 order mail is dead and waits for a hand");
  expect(dead.evidence).toContain("No worker is running: deliveries wait.");
  expect(dead.evidence).not.toContain("Everything else is moving");
});

test("what is queued and not taken is put down to the pause of its queue, where there is one", () => {
  const paused = { reason: "The receiver is down", by: "Maya Ito", since: "2026-11-22T03:00:00.000Z" };
  expect(verdictOf(snapshot({}, { ready: 1, oldestAgeSeconds: 90, paused })).evidence).toContain(
    "The queue of warehouse webhook was paused by Maya Ito.",
  );
  expect(verdictOf(snapshot({ ready: 1, oldestAgeSeconds: 90 }, { paused })).evidence).toContain("look into its log");
});

test("what a breaker holds is said with why, before what is retried and beside what is dead", () => {
  const breaker = {
    ...{
      state: "open" as const,
      openedAt: "2026-11-22T03:00:00.000Z",
      held: 1240,
      decided: null,
      letThroughUntil: null,
    },
    ...{ nextProbeAt: "2026-11-22T03:08:02.000Z", cause: { failed: 37, tries: 40, failureCode: "smtp_unavailable" } },
  };
  const held = { breaker, ready: 1200, retrying: 40, oldestAgeSeconds: 90 };
  const { mark, title, evidence } = verdictOf(snapshot(held));
  expect([mark, title]).toEqual(["paused", "1,240 order mails are held until the other side is back"]);
  expect(evidence).toContain("37 of 40 tries failed with smtp_unavailable.");
  expect(verdictOf(snapshot({ ...held, dead: 1 })).evidence).toContain("1,240 order mails are held");
});

test("a pause comes before all else, with how many wait and what is dead", () => {
  const { mark, title, evidence } = verdictOf({
    ...snapshot({ dead: 1, ready: 1, retrying: 2 }, { waiting: 1, active: 1 }),
    sending: { reason: "other_database", since: null },
  });
  expect({ mark, title }).toEqual({
    mark: "paused",
    title: "Sending is paused: this database was restored from a backup",
  });
  expect(evidence).toContain("5 deliveries wait; orders are still accepted and relayed.");
  expect(evidence).toContain("1 order mail is dead and waits for a hand.");
  // After a restore the orders since the backup are lost.
  expect(evidence).not.toContain("No order is lost");
});

test("gives the age of the oldest death and what else goes on as evidence", () => {
  const { evidence } = verdictOf(snapshot({ dead: 1, retrying: 2, oldestDeadAgeSeconds: 3720 }));
  expect(evidence).toBe("The oldest died 1 h 2 min ago. 2 order mails are being retried. No order is lost.");
});

const alert = {
  id: "019ac000-0000-7000-8000-000000000000",
  rule: "failure_rate",
  subject: "order-notifications",
  severity: "warning",
  message: "12 of 20 attempts of order-notifications failed in the last minute.",
  startedAt: "2026-11-22T03:00:00.000Z",
} as const;

test("what fires is the sentence where the depths show nothing wrong, and is counted behind theirs where they do", () => {
  const firing = (given: PipelineDto, alerts = 1) => verdictOf({ ...given, alerts, firing: [alert] });
  expect(firing(snapshot({ retrying: 12 }))).toMatchObject({
    mark: "alert",
    title: "12 of 20 attempts of order-notifications failed in the last minute",
    evidence: expect.stringContaining("12 order mails are being retried; nothing is dead. "),
  });
  expect(firing(snapshot({}), 3).title).toContain("in the last minute; 2 more alerts fire");
  expect(firing(snapshot({ dead: 1 })).title).toBe("1 order mail is dead and waits for a hand; 1 alert fires");
  expect(firing({ ...snapshot({}), workers: 0 }, 2).title).toBe("No worker is running: deliveries wait; 2 alerts fire");
});

test("the alert for paused sending is not counted beside the pause itself, nor after a resume before the next evaluation", () => {
  const paused = {
    ...alert,
    rule: "sending_paused",
    subject: "3f2a9c01b7de",
    severity: "critical",
    message: "Sending is paused.",
  } as const;
  const sending = { reason: "withdrawn", since: null } as const;
  const titleOf = (given: Partial<PipelineDto>) => verdictOf({ ...snapshot({ delivered: 1 }), ...given }).title;
  expect(titleOf({ sending, alerts: 1, firing: [paused] })).toBe("Sending is paused: it was stopped for a restore");
  expect(titleOf({ sending, alerts: 2, firing: [paused, alert] })).toBe(
    "Sending is paused: it was stopped for a restore; 1 alert fires",
  );
  expect(titleOf({ alerts: 1, firing: [paused] })).toBe("All quiet: nothing waits, nothing is dead");
});
