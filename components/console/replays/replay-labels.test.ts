import { expect, test } from "vitest";
import {
  markOfReplay,
  outcomeOrder,
  phaseText,
  progressText,
  settledOf,
  timeLeftText,
  waveSizes,
  wavesText,
} from "#components/console/replays/replay-labels.ts";
import { itemOutcomes } from "#server/contracts/triage/replay-outcomes.ts";
import { aSummary, countsOf } from "#server/testing/fixtures/replays.ts";

test.each([
  [1, [1]],
  [6, [1, 5]],
  [129, [1, 5, 25, 98]],
  [156, [1, 5, 25, 125]],
])("gated waves of %i messages", (count, sizes) => {
  expect(waveSizes(count)).toEqual(sizes);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(count);
});

test("names the waves in a sentence", () => {
  expect(wavesText(1)).toBe("1 wave of 1.");
  expect(wavesText(129)).toBe("First 1, then 5, 25 and 98.");
});

test("every outcome is in the order of bars and legends once", () => {
  expect(outcomeOrder.toSorted()).toEqual([...itemOutcomes].toSorted());
});

test("pending and in-flight messages are not settled", () => {
  const counts = countsOf({ delivered: 88, failedAgain: 2, alreadySent: 2, inFlight: 6, pending: 142 });
  expect(settledOf(counts)).toBe(92);
  expect(progressText({ counts, total: 240 })).toBe("92 of 240");
});

test("a completed replay with failures is not marked as a success", () => {
  expect(markOfReplay({ state: "completed", counts: countsOf({ delivered: 3 }) })).toBe("delivered");
  expect(markOfReplay({ state: "completed", counts: countsOf({ delivered: 2, failedAgain: 1 }) })).toBe("dead");
});

test("the phase of a running replay is its hold, its wave or its state", () => {
  const wave = { number: 3, size: 25 };
  const heldBy = { kind: "breaker" as const, handler: "order-notifications", words: "The circuit breaker is open." };
  expect(phaseText(aSummary({ state: "running", wave, heldBy }))).toBe("The circuit breaker is open.");
  expect(phaseText(aSummary({ state: "running", wave }))).toBe("Wave 3: 25 messages");
  expect(phaseText(aSummary({ state: "paused", wave }))).toBe("Paused");
});

test("the time left follows the pace, is not below the rate limit, and is unknown at first", () => {
  const startedAt = "2026-11-30T23:41:10.000Z";
  const at = (seconds: number) => Date.parse(startedAt) + seconds * 1_000;
  const replay = aSummary({
    state: "running",
    startedAt,
    counts: countsOf({ delivered: 31, pending: 93, inFlight: 5 }),
  });
  expect(timeLeftText(replay, at(31))).toBe("about 1 min left");
  expect(timeLeftText({ ...replay, ratePerSecond: 1 }, at(10))).toBe("about 1 min left");
  expect(timeLeftText(replay, at(10))).toBe("about 31 s left");
  expect(timeLeftText({ ...replay, counts: countsOf({ delivered: 6, pending: 123 }) }, at(10))).toBeNull();
  expect(timeLeftText({ ...replay, state: "paused" }, at(31))).toBeNull();
});
