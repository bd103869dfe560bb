import { expect, test } from "vitest";
import { followLoop, stuckLoops } from "#server/platform/telemetry/follow-loop.ts";

test("a loop that has not gone round for two minutes is stuck, until it does or is over", () => {
  const relay = followLoop("relay");
  const queue = followLoop("order-notifications");
  const now = performance.now();
  relay.turn();
  queue.turn();
  expect(stuckLoops()).toEqual([]);
  expect(stuckLoops(now + 119_000)).toEqual([]);
  expect(stuckLoops(now + 121_000)).toEqual(["relay", "order-notifications"]);
  queue.end();
  expect(stuckLoops(now + 121_000)).toEqual(["relay"]);
});
