import { expect, test } from "vitest";
import { liveStateOf } from "#components/live/live-state.ts";

const at = (age: number, rest: { failing?: boolean; paused?: string | null } = {}) =>
  liveStateOf({ updatedAt: 100_000, now: 100_000 + age, failing: false, patience: 7_000, ...rest });

test("data is live until the next heartbeat is overdue", () => {
  expect(at(0)).toEqual({ kind: "live" });
  expect(at(7_000)).toEqual({ kind: "live" });
  expect(at(7_001)).toEqual({ kind: "reconnecting" });
});

test("a failure shows Reconnecting immediately, and after 10 s the age", () => {
  expect(at(500, { failing: true })).toEqual({ kind: "reconnecting" });
  expect(at(12_300, { failing: true })).toEqual({ kind: "stale", seconds: 12 });
  expect(at(12_300)).toEqual({ kind: "stale", seconds: 12 });
});

test("a pause shows its reason and the age", () => {
  expect(at(40_000, { paused: null })).toEqual({ kind: "paused", reason: null, seconds: 40 });
  expect(at(0, { paused: "dialog open" })).toEqual({ kind: "paused", reason: "dialog open", seconds: 1 });
});
