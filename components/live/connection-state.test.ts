import { expect, test } from "vitest";
import {
  backOff,
  type ConnectionEvent,
  isFailing,
  newConnection,
  nextConnection,
} from "#components/live/connection-state.ts";

const after = (...events: ConnectionEvent[]) => events.reduce(nextConnection, newConnection);

test("one failure is ignored, two are reported, and the third starts polling", () => {
  expect(isFailing(after("received", "failed"))).toBe(false);
  expect(isFailing(after("received", "failed", "failed"))).toBe(true);
  expect(after("received", "failed", "failed", "failed").phase).toBe("polling");
});

test("the first event after failures reopens the connection", () => {
  expect(after("failed", "failed", "failed", "failed", "received")).toEqual({
    phase: "open",
    failures: 0,
    stalled: false,
  });
});

test("an unresponsive database is reported immediately, until the next data", () => {
  expect(isFailing(after("received", "stalled"))).toBe(true);
  expect(isFailing(after("received", "stalled", "received"))).toBe(false);
});

test("a sleeping connection ignores events and restarts when shown", () => {
  expect(after("received", "hidden", "failed", "received", "stalled").phase).toBe("asleep");
  expect(after("failed", "failed", "failed", "hidden", "shown")).toEqual(newConnection);
  expect(after("failed", "shown")).toEqual(after("failed"));
});

test("the back-off doubles up to 30 s, with jitter", () => {
  const longest = [1, 2, 3, 4, 20].map((failures) => backOff(failures, () => 1));
  expect(longest).toEqual([500, 1_000, 2_000, 4_000, 30_000]);
  expect(backOff(3, () => 0)).toBe(1_000);
});
