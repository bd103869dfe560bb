import { expect, test } from "vitest";
import { createAlarm } from "#server/platform/wakeups/alarm.ts";

const never = 60_000;

test("a ring while nobody sleeps wakes the next sleeper at once", async () => {
  const alarm = createAlarm();
  alarm.ring();
  await expect(alarm.wait(never)).resolves.toBe(true);
});

test("a ring ends the sleep", async () => {
  const alarm = createAlarm();
  const slept = alarm.wait(never);
  alarm.ring();
  await expect(slept).resolves.toBe(true);
});

test("an abort ends the sleep, and a later sleep under the same signal does not begin", async () => {
  const alarm = createAlarm();
  const controller = new AbortController();
  const slept = alarm.wait(never, controller.signal);
  controller.abort();
  await expect(slept).resolves.toBe(false);
  await expect(alarm.wait(never, controller.signal)).resolves.toBe(false);
});
