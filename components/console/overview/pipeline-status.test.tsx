import { expect, test } from "vitest";
import { pipelineStatus } from "#components/console/overview/pipeline-status.ts";
import type { HandlerDepthDto, PipelineDto } from "#server/contracts/monitoring/pipeline.ts";

const quiet: HandlerDepthDto = {
  handler: "order-notifications",
  label: "Order mails",
  noun: { one: "order mail", many: "order mails" },
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
const webhook = {
  ...{ ...quiet, handler: "warehouse-webhook", label: "Warehouse webhook" },
  noun: { one: "warehouse webhook", many: "warehouse webhooks" },
};

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
  ["No pending messages, no dead letters", "delivered", snapshot({ delivered: 12 })],
  ["1 dead letter needs action", "dead", snapshot({ dead: 1, oldestDeadAgeSeconds: 70 })],
  ["1,214 dead letters need action", "dead", snapshot({ dead: 1214 })],
  ["3 dead letters need action", "dead", snapshot({ dead: 2 }, { dead: 1 })],
  ["1 order mail retrying, no dead letters", "retrying", snapshot({ retrying: 1, oldestAgeSeconds: 300 })],
  ["3 messages in progress, no dead letters", "active", snapshot({ ready: 1, active: 1 }, {}, { pending: 1 })],
  ["4 messages pending in the outbox, oldest 40 s", "alert", snapshot({}, {}, { pending: 4, oldestAgeSeconds: 40.2 })],
  ["1 message queued, none active", "alert", snapshot({ ready: 1, oldestAgeSeconds: 90 })],
])("shows: %s", (title, mark, given) => {
  expect(pipelineStatus(given)).toMatchObject({ title, mark });
});

test("without a worker the status is an alert, after dead letters", () => {
  const alone = (given: PipelineDto) => pipelineStatus({ ...given, workers: 0 });
  expect(alone(snapshot({}))).toMatchObject({ mark: "alert", title: "No worker is running, deliveries are waiting" });
  expect(alone(snapshot({ ready: 1 }, {}, { pending: 1 })).evidence).toContain("2 messages are waiting.");
  const stuck = alone(snapshot({}, {}, { pending: 4, oldestAgeSeconds: 40.2 }));
  expect(stuck.title).toContain("4 messages pending in the outbox");
  expect(stuck.evidence).toContain("No worker is running.");
  const dead = alone(snapshot({ dead: 1 }));
  expect(dead.title).toBe("1 dead letter needs action");
  expect(dead.evidence).toContain("No worker is running, deliveries are waiting.");
  expect(dead.evidence).not.toContain("All other deliveries are running");
});

test("a stuck queue names the pause, if there is one", () => {
  const paused = { reason: "The receiver is down", by: "Maya Ito", since: "2026-11-22T03:00:00.000Z" };
  expect(pipelineStatus(snapshot({}, { ready: 1, oldestAgeSeconds: 90, paused })).evidence).toContain(
    "Warehouse webhook paused by Maya Ito.",
  );
  expect(pipelineStatus(snapshot({ ready: 1, oldestAgeSeconds: 90 }, { paused })).evidence).toContain("check its log");
});

test("held deliveries are shown with the cause, before retries and next to dead letters", () => {
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
  const { mark, title, evidence } = pipelineStatus(snapshot(held));
  expect([mark, title]).toEqual(["paused", "1,240 order mails held by the circuit breaker"]);
  expect(evidence).toContain("37 of 40 attempts failed with smtp_unavailable.");
  expect(pipelineStatus(snapshot({ ...held, dead: 1 })).evidence).toContain("1,240 order mails held");
});

test("paused sending takes precedence, with waiting deliveries and dead letters", () => {
  const { mark, title, evidence } = pipelineStatus({
    ...snapshot({ dead: 1, ready: 1, retrying: 2 }, { waiting: 1, active: 1 }),
    sending: { reason: "other_database", since: null },
  });
  expect({ mark, title }).toEqual({
    mark: "paused",
    title: "Sending is paused: this database was restored from a backup",
  });
  expect(evidence).toContain("5 deliveries are waiting. New messages are still accepted and relayed.");
  expect(evidence).toContain("1 dead letter needs action.");
  // After a restore the orders since the backup are lost.
  expect(evidence).not.toContain("No message is lost");
});

test("the evidence has counts, the age of the oldest dead letter and retries", () => {
  const { evidence } = pipelineStatus(snapshot({ dead: 1, retrying: 2, oldestDeadAgeSeconds: 3720 }));
  expect(evidence).toBe("1 order mail, oldest 1 h 2 min. 2 order mails retrying. No message is lost.");
});

const alert = {
  id: "019ac000-0000-7000-8000-000000000000",
  rule: "failure_rate",
  subject: "order-notifications",
  severity: "warning",
  message: "12 of 20 attempts of order-notifications failed in the last minute.",
  startedAt: "2026-11-22T03:00:00.000Z",
} as const;

test("a firing alert is the title if the depths show no problem, and is counted otherwise", () => {
  const firing = (given: PipelineDto, alerts = 1) => pipelineStatus({ ...given, alerts, firing: [alert] });
  expect(firing(snapshot({ retrying: 12 }))).toMatchObject({
    mark: "alert",
    title: "12 of 20 attempts of order-notifications failed in the last minute",
    evidence: expect.stringContaining("12 order mails retrying, no dead letters. "),
  });
  expect(firing(snapshot({}), 3).title).toContain("in the last minute · 2 more alerts firing");
  expect(firing(snapshot({ dead: 1 })).title).toBe("1 dead letter needs action · 1 alert firing");
  expect(firing({ ...snapshot({}), workers: 0 }, 2).title).toBe(
    "No worker is running, deliveries are waiting · 2 alerts firing",
  );
});

test("the alert for paused sending is not counted during the pause, nor after a resume before the next evaluation", () => {
  const paused = {
    ...alert,
    rule: "sending_paused",
    subject: "3f2a9c01b7de",
    severity: "critical",
    message: "Sending is paused.",
  } as const;
  const sending = { reason: "withdrawn", since: null } as const;
  const titleOf = (given: Partial<PipelineDto>) => pipelineStatus({ ...snapshot({ delivered: 1 }), ...given }).title;
  expect(titleOf({ sending, alerts: 1, firing: [paused] })).toBe("Sending is paused: it was paused for a restore");
  expect(titleOf({ sending, alerts: 2, firing: [paused, alert] })).toBe(
    "Sending is paused: it was paused for a restore · 1 alert firing",
  );
  expect(titleOf({ alerts: 1, firing: [paused] })).toBe("No pending messages, no dead letters");
});
