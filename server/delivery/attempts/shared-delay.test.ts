import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sharedDelay } from "#server/delivery/attempts/shared-delay.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Calls the wait and notes its end. */
const follow = (wait: () => Promise<void>, ended: string[]) => (name: string) =>
  void wait().then(() => ended.push(name));

test("ends for all callers a fixed time after the first", async () => {
  const ended: string[] = [];
  const call = follow(sharedDelay(20, 10), ended);
  call("a");
  await vi.advanceTimersByTimeAsync(15);
  call("b");
  await vi.advanceTimersByTimeAsync(4);
  expect(ended).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(ended).toEqual(["a", "b"]);
  call("c");
  await vi.advanceTimersByTimeAsync(19);
  expect(ended).toEqual(["a", "b"]);
  await vi.advanceTimersByTimeAsync(1);
  expect(ended).toEqual(["a", "b", "c"]);
});

test("ends at once when as many wait as may", async () => {
  const ended: string[] = [];
  const call = follow(sharedDelay(20, 2), ended);
  for (const name of ["a", "b", "c"]) call(name);
  await vi.advanceTimersByTimeAsync(0);
  expect(ended).toEqual(["a", "b"]);
  await vi.advanceTimersByTimeAsync(20);
  expect(ended).toEqual(["a", "b", "c"]);
});
