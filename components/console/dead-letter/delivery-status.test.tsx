import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { deliveryStatus } from "#components/console/dead-letter/delivery-status.ts";
import { Evidence } from "#components/console/dead-letter/evidence.tsx";
import { Journey } from "#components/console/dead-letter/journey.tsx";
import { journeySteps } from "#components/console/dead-letter/journey-steps.tsx";
import type { AttemptDto, DeliveryState, ShownState } from "#server/contracts/delivery/delivery.ts";
import type { DeadLetterDto, RevisionDto } from "#server/contracts/triage/dead-letter.ts";

const id = (revision: number) => `0191d0a4-7f3c-7f6e-9a52-4f1c8be20a1${revision}`;
const at = "2026-11-22T02:49:50.412Z";
const now = Date.parse(at);

const attempt = (number: number, outcome: AttemptDto["outcome"]): AttemptDto => ({
  number,
  outcome,
  startedAt: at,
  endedAt: "2026-11-22T02:49:50.425Z",
  worker: "vm:1",
  build: "1",
  failureCode: "smtp_deferred",
  error: "busy",
  reply: null,
});

const revision = (number: number, state: DeliveryState, more: Partial<RevisionDto> = {}): RevisionDto => ({
  id: id(number),
  handler: "order-notifications",
  handlerLabel: "Order mails",
  handlerNoun: { one: "order mail", many: "order mails" },
  messageId: id(number),
  messageType: "order.created",
  state,
  shown: state as ShownState,
  attempts: 1,
  revision: number,
  rootId: id(1),
  failureCode: state === "delivered" ? null : "recipient_rejected",
  nextAttemptAt: null,
  releaseAt: at,
  settledAt: at,
  maybeSent: false,
  heldBy: null,
  createdAt: at,
  payload: {},
  payloadPurgedAt: null,
  attemptRows: number === 1 ? [attempt(1, "dead")] : [],
  replay: null,
  ...more,
});

function letter(lineage: RevisionDto[], more: Partial<DeadLetterDto> = {}): DeadLetterDto {
  const [first = revision(1, "dead")] = lineage;
  return {
    ...first,
    version: 2,
    discarded: null,
    subject: "orders/8f2c0000-7f3c-4f6e-9a52-4f1c8be20a17",
    orderId: "8f2c0000-7f3c-4f6e-9a52-4f1c8be20a17",
    error: "550",
    diedAt: at,
    cause: null,
    holding: 0,
    guard: { accepted: null, maybeSentSince: null, replays: 0, maxReplays: 5, revokedBy: null, overtakenBy: [] },
    envelope: {
      id: id(1),
      source: "/",
      type: "order.created",
      version: 1,
      subject: "orders/x",
      time: at,
      traceparent: null,
      trace: null,
    },
    masked: [],
    revealedUntil: null,
    fullError: null,
    providerReply: null,
    acceptedAt: null,
    retryPolicy: "none",
    lineage,
    newestId: lineage.findLast(({ state }) => state !== "withdrawn")?.id ?? first.id,
    actions: [],
    fixes: [],
    sameSubject: [],
    ...more,
  };
}

const soon = new Date(now + 4000).toISOString();

test.each([
  ["The order mail for 8F2C0000 failed: recipient rejected", [revision(1, "dead")]],
  ["The order mail for 8F2C0000 failed: recipient rejected", [revision(1, "dead"), revision(2, "withdrawn")]],
  [
    "Replay of the order mail for 8F2C0000 is waiting",
    [revision(1, "replayed"), revision(2, "waiting", { releaseAt: soon })],
  ],
  ["The order mail for 8F2C0000 is being replayed", [revision(1, "replayed"), revision(2, "queued")]],
  ["The order mail for 8F2C0000 was delivered once", [revision(1, "replayed"), revision(2, "delivered")]],
  ["The order mail for 8F2C0000 failed again: recipient rejected", [revision(1, "replayed"), revision(2, "dead")]],
  ["The order mail for 8F2C0000 was discarded", [revision(1, "discarded")]],
  ["The order mail for 8F2C0000 was delivered", [revision(1, "delivered")]],
  ["The order mail for 8F2C0000 was delivered twice", [revision(1, "delivered"), revision(2, "delivered")]],
])("shows: %s", (title, lineage) => {
  expect(deliveryStatus(letter(lineage), now).title).toBe(title);
});

test.each([
  ["delivered", /delivered \d+ Nov, .{5} after 1 attempt\./, { settledAt: at }],
  ["retrying", /created \d+ Nov, .{5}, 1 attempt so far\./, { settledAt: null }],
] as const)("a %s delivery that was never dead-lettered is not described as such", (state, text, more) => {
  const { container } = render(<Evidence letter={letter([revision(1, state, more)])} />);
  expect(container.textContent).toMatch(text);
  expect(container.textContent).not.toContain("dead-lettered");
});

test("does not claim a single delivery after an unconfirmed attempt", () => {
  const lineage = [revision(1, "replayed", { maybeSent: true }), revision(2, "delivered")];
  expect(deliveryStatus(letter(lineage), now).title).toMatch(/possibly more than once/);
});

const walk = (given: DeadLetterDto) => journeySteps(given).map(({ label, level, next }) => `${label} ${level} ${next}`);

test("a dead letter leaves the rail, with a planned replay", () => {
  expect(walk(letter([revision(1, "dead")]))).toEqual([
    "Order created rail delivered",
    "Outbox rail delivered",
    "Queue rail moved",
    "Attempt 1 rail gap",
    "Dead letter branch plan",
    "Your replay branch rise-plan",
    "Delivered rail none",
  ]);
});

test("earlier attempts are collapsed into one step", () => {
  const rows = [1, 2, 3, 4, 5].map((number) => attempt(number, number === 5 ? "dead" : "retried"));
  const labels = journeySteps(letter([revision(1, "dead", { attemptRows: rows })])).map(({ label }) => label);
  expect(labels.slice(3, 6)).toEqual(["Attempts 1 to 3", "Attempt 4", "Attempt 5"]);
});

test("a delivered replay returns to the rail", () => {
  const steps = walk(letter([revision(1, "replayed"), revision(2, "delivered")]));
  expect(steps.slice(-3)).toEqual(["Dead letter branch replay", "Replay, rev 2 branch rise", "Delivered rail none"]);
});

test("the journey is a list with the state of every step", () => {
  render(<Journey label="Journey" steps={journeySteps(letter([revision(1, "dead")]))} />);
  const items = screen.getAllByRole("listitem").map((item) => item.textContent);
  expect(items[4]).toMatch(/^Dead letter, /);
  expect(items.at(-1)).toBe("Delivered, waiting, not yet");
});
