import { expect, test } from "vitest";
import { createWakeup } from "#server/platform/wakeups/wakeup.ts";

const never = 60_000;

test("keeps a signal for the next wait", async () => {
  const wakeup = createWakeup();
  wakeup.signal();
  await expect(wakeup.wait(never)).resolves.toBe(true);
});

test("ends the wait at a signal", async () => {
  const wakeup = createWakeup();
  const waited = wakeup.wait(never);
  wakeup.signal();
  await expect(waited).resolves.toBe(true);
});

test("ends the wait at an abort, also that of a signal that was aborted before", async () => {
  const wakeup = createWakeup();
  const controller = new AbortController();
  const waited = wakeup.wait(never, controller.signal);
  controller.abort();
  await expect(waited).resolves.toBe(false);
  await expect(wakeup.wait(never, controller.signal)).resolves.toBe(false);
});
