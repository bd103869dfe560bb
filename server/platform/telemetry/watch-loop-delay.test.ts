import { expect, test } from "vitest";
import { watchLoopDelay } from "#server/platform/telemetry/watch-loop-delay.ts";
import { eventually } from "#server/testing/eventually.ts";

/** Blocks the event loop. */
function block(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

/** Waits until the watcher's timer has ticked a few times, because it measures between two ticks. */
async function ticks(): Promise<void> {
  let turns = 0;
  await eventually(() => ++turns > 5);
}

test("reports the delay of a blocked event loop once", async () => {
  const delay = watchLoopDelay();
  expect(delay.read()).toBe(0);
  await ticks();
  block(400);
  await ticks();
  const held = delay.read();
  expect(held).toBeGreaterThan(0.3);
  expect(held).toBeLessThan(5);
  await eventually(() => delay.read() < 0.3);
  delay.stop();
});
