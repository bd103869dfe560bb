import { expect, test } from "vitest";
import { followLoop, stuckLoops } from "#server/platform/telemetry/follow-loop.ts";

test("reports a loop without an iteration for two minutes, until it continues or ends", () => {
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
