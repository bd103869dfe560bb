import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Breaker,
  type BreakerEvent,
  closedBreaker,
  isProbeDue,
  probeLeaseSeconds,
  probesPerRound,
  stepBreaker,
} from "#server/delivery/gate/step-breaker.ts";

const policy = { deliveries: 20, windowSeconds: 60, share: 0.5, probeSeconds: 30, longestProbeSeconds: 600 };
const middle = () => 0.5;
const at = (seconds: number) => new Date(Date.UTC(2026, 10, 22) + seconds * 1_000);
const storm = { kind: "failures", deliveries: 20, failed: 37, tries: 40, failureCode: "smtp_unavailable" } as const;
const by = { by: "Maya Ito", reason: "a test" };

/** Plays events at their seconds. Returns the states without those of events that change nothing. */
function play(
  events: readonly (readonly [number, BreakerEvent])[],
  of: typeof policy | null = policy,
  from = closedBreaker,
) {
  const states: string[] = [];
  let breaker: Breaker = from;
  for (const [seconds, event] of events) {
    const next = stepBreaker(of, breaker, event, at(seconds), middle);
    if (next) {
      breaker = next;
      states.push(next.state);
    }
  }
  return { breaker, states };
}

test.each([
  ["nineteen deliveries", { ...storm, deliveries: 19 }, null],
  ["less than half of all tries", { ...storm, failed: 20, tries: 41 }, null],
  ["half of all tries", { ...storm, failed: 20, tries: 40 }, "open"],
])("opens when enough deliveries and a high enough share of attempts fail: %s", (_, event, state) => {
  expect(stepBreaker(policy, closedBreaker, event, at(0), middle)?.state ?? null).toBe(state);
});

test("opens with its failures and time, and schedules the first probe after 30 s", () => {
  const { breaker } = play([[0, storm]]);
  expect(breaker).toMatchObject({
    openedAt: at(0),
    failed: 37,
    tries: 40,
    failureCode: "smtp_unavailable",
    nextProbeAt: at(30),
  });
  expect([isProbeDue(breaker, at(29)), isProbeDue(breaker, at(30))]).toEqual([false, true]);
});

test("closes after three probes, or after the last held delivery", () => {
  const take = (probe: string): BreakerEvent => ({ kind: "take", probe });
  const passed = (probe: string, isLast = false): BreakerEvent => ({ kind: "passed", probe, isLast });
  const opened = [
    [0, storm],
    [29, take("a")],
    [30, take("a")],
    [30, take("b")],
  ] as const;
  expect(play(opened).states).toEqual(["open", "half_open"]);
  const three = play([
    ...opened,
    [31, passed("a")],
    [32, take("b")],
    [32, passed("b")],
    [33, take("c")],
    [33, passed("c")],
  ]);
  expect(three.states.at(-1)).toBe("closed");
  expect(three.breaker).toMatchObject({ openedAt: null, probeId: null, failed: null });
  expect(play([...opened, [31, passed("a", true)]]).states.at(-1)).toBe("closed");
  expect(play([...opened, [31, passed("b", true)]]).states.at(-1)).toBe("half_open");
});

test("doubles the delay after a failed probe up to ten minutes, also when it opens again soon", () => {
  const waits: number[] = [];
  let now = 0;
  let { breaker } = play([[now, storm]]);
  for (let round = 0; round < 7; round += 1) {
    waits.push(((breaker.nextProbeAt?.getTime() ?? 0) - at(now).getTime()) / 1_000);
    now += waits.at(-1) ?? 0;
    breaker = play(
      [
        [now, { kind: "take", probe: "a" }],
        [now, { kind: "failed", probe: "a" }],
      ],
      policy,
      breaker,
    ).breaker;
  }
  expect(waits).toEqual([30, 60, 120, 240, 480, 600, 600]);
  expect(breaker.openedAt).toEqual(at(0));
  const flapping = play([
    [0, storm],
    [30, { kind: "take", probe: "a" }],
    [30, { kind: "passed", probe: "a", isLast: true }],
    [40, storm],
  ]);
  expect(flapping.breaker.nextProbeAt).toEqual(at(100));
  expect(play([[700, storm]], policy, { ...closedBreaker, trips: 4, since: at(0) }).breaker.nextProbeAt).toEqual(
    at(730),
  );
});

test("releases the probe of a lost worker after its lease, and opens again after a round of lost probes", () => {
  const lease = probeLeaseSeconds;
  const takes = Array.from({ length: probesPerRound }, (_, index) => {
    return [30 + index * lease, { kind: "take", probe: `p${index}` }] as const;
  });
  const round = play([[0, storm], ...takes]);
  expect(round.breaker).toMatchObject({ state: "half_open", probeId: "p2", probesBegun: 3 });
  const late: BreakerEvent = { kind: "passed", probe: "p0", isLast: true };
  expect(stepBreaker(policy, round.breaker, late, at(100), middle)).toBeNull();
  const held = play([[30 + 3 * lease, { kind: "take", probe: "p3" }]], policy, round.breaker).breaker;
  expect(held).toMatchObject({ state: "open", trips: 2, probeId: null });
});

test("releases a probe with an unclear result", () => {
  const { breaker } = play([
    [0, storm],
    [30, { kind: "take", probe: "a" }],
    [31, { kind: "unclear", probe: "a" }],
  ]);
  expect(breaker).toMatchObject({ state: "half_open", probesBegun: 0, probeId: null });
});

test("lets operators keep it closed for a time, open it, and request a probe", () => {
  const through = play([
    [0, storm],
    [5, { kind: "let-through", seconds: 600, ...by }],
    [6, storm],
    [604, storm],
  ]);
  expect(through.states).toEqual(["open", "closed"]);
  expect(play([[606, storm]], policy, through.breaker).breaker).toMatchObject({ state: "open", nextProbeAt: at(636) });
  const hold: BreakerEvent = { kind: "hold", ...by };
  expect(
    play([
      [0, hold],
      [1, hold],
    ]),
  ).toMatchObject({ states: ["open"], breaker: { failed: null, actorName: "Maya Ito" } });
  expect(
    play([
      [0, storm],
      [1, { kind: "probe-now" }],
      [1, { kind: "take", probe: "a" }],
    ]).states,
  ).toEqual(["open", "open", "half_open"]);
});

test("never opens with breakers off, and closes an open one", () => {
  expect(play([[0, storm]], null).states).toEqual([]);
  expect(play([[1, { kind: "take", probe: "a" }]], null, play([[0, storm]]).breaker).states).toEqual(["closed"]);
});

const probe = fc.constantFrom("a", "b", "c", "d");
const anEvent: fc.Arbitrary<BreakerEvent> = fc.oneof(
  fc.constant(storm),
  ...(["take", "take", "failed", "unclear"] as const).map((kind) => fc.record({ kind: fc.constant(kind), probe })),
  fc.record({ kind: fc.constant("passed" as const), probe, isLast: fc.boolean() }),
  fc.constant({ kind: "hold" as const, ...by }),
  fc.constant({ kind: "let-through" as const, seconds: 60, ...by }),
  fc.constant({ kind: "probe-now" as const }),
);

test("sends one probe at a time and three per round in any sequence of events, and always recovers", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat({ max: 90 }), anEvent), { maxLength: 60 }),
      fc.double({ noNaN: true, min: 0, max: 1 }),
      (steps, random) => {
        let breaker = closedBreaker;
        let now = 0;
        for (const [pause, event] of steps) {
          now += pause;
          const before = breaker;
          breaker = stepBreaker(policy, breaker, event, at(now), () => random) ?? breaker;
          const wait = ((breaker.nextProbeAt?.getTime() ?? 0) - breaker.since.getTime()) / 1_000;
          if (breaker.state === "open" && breaker !== before && event.kind !== "probe-now") {
            expect(wait).toBeGreaterThanOrEqual(24);
            expect(wait).toBeLessThanOrEqual(720);
          }
          expect(breaker.probesBegun).toBeLessThanOrEqual(probesPerRound);
          expect(breaker.probeId === null || breaker.state === "half_open").toBe(true);
          expect((breaker.openedAt !== null) === (breaker.state !== "closed")).toBe(true);
          const isTaken = before.probeUntil !== null && before.probeUntil > at(now);
          if (event.kind === "take" && isTaken) expect(breaker).toBe(before);
          // 12 minutes later a probe is due in any state.
          if (breaker.state !== "closed") expect(isProbeDue(breaker, at(now + 720))).toBe(true);
        }
      },
    ),
    { numRuns: 500 },
  );
});
