import fc from "fast-check";
import type { Fate } from "#server/testing/model/receivers.ts";
import { type Action, type Answer, actions } from "#server/testing/model/spec.ts";

/** The commands that run concurrently with a decision. A number selects among the existing rows, modulo their count. */
export type Racer =
  | { kind: "act"; action: Action; target: number; anyTarget: boolean }
  | { kind: "tick" }
  | { kind: "publish"; subject: number; shipped: boolean };

export type Command =
  | { kind: "nothing" }
  | Racer
  | { kind: "race"; one: Racer; other: Racer }
  | { kind: "publish late"; subject: number }
  | { kind: "tick cut off" }
  | { kind: "deliver"; fates: (Fate | "dies at once")[] }
  | { kind: "answer"; which: number; answer: Answer }
  | { kind: "collect"; cutOff: boolean }
  /** Publishes a message and refuses it and every other due one: dead letters to decide on. */
  | { kind: "kill off"; subject: number }
  | { kind: "clock"; what: "undo windows" | "retries" | "leases" }
  | { kind: "vanish"; target: number }
  | { kind: "sweep" };

const some = fc.nat({ max: 99 });
const answer = fc.constantFrom<Answer[]>("accepted", "accepted", "refused", "deferred", "unknown");
const fate = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Fate>("accepted") },
  { weight: 2, arbitrary: fc.constant<Fate>("refused") },
  { weight: 4, arbitrary: fc.constant<Fate>("deferred") },
  {
    weight: 6,
    arbitrary: fc.constantFrom<(Fate | "dies at once")[]>(
      "unknown",
      "dies before",
      "dies after",
      "slow",
      "slow to send",
      "dies at once",
    ),
  },
);
const act = fc.record({
  kind: fc.constant("act" as const),
  action: fc.constantFrom<Action[]>(...actions),
  target: some,
  anyTarget: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});
const publish = fc.record({
  kind: fc.constant("publish" as const),
  subject: fc.nat({ max: 2 }),
  shipped: fc.boolean(),
});
const tick = fc.record({ kind: fc.constant("tick" as const) });
const racer: fc.Arbitrary<Racer> = fc.oneof(
  { weight: 5, arbitrary: act },
  { weight: 2, arbitrary: tick },
  { weight: 1, arbitrary: publish },
);

const command: fc.Arbitrary<Command> = fc.oneof(
  // A failing run shrinks its commands to this one; the list keeps its length.
  { withCrossShrink: true },
  { weight: 1, arbitrary: fc.constant({ kind: "nothing" as const }) },
  { weight: 4, arbitrary: publish },
  { weight: 5, arbitrary: tick },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("kill off" as const), subject: fc.nat({ max: 2 }) }) },
  { weight: 8, arbitrary: act },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("race" as const), one: racer, other: racer }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("publish late" as const), subject: fc.nat({ max: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("tick cut off" as const) }) },
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant("deliver" as const),
      fates: fc.array(fate, { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("answer" as const), which: some, answer }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("collect" as const),
      cutOff: fc.constantFrom(false, false, false, true),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("clock" as const),
      what: fc.constantFrom("undo windows" as const, "retries" as const, "retries" as const, "leases" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("vanish" as const), target: some }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("sweep" as const) }) },
);

export const commandList = (length: number): fc.Arbitrary<Command[]> =>
  fc.array(command, { minLength: length, maxLength: length });
