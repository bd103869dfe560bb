import { getHeapStatistics } from "node:v8";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepHeapSmall } from "#server/platform/keep-heap-small.ts";

const megabytes = () => getHeapStatistics().total_heap_size / 1024 ** 2;

/** Objects that live long enough for the old generation, and are then released. */
function makeGarbage(): void {
  const kept: string[][] = [];
  while (kept.length < 40) kept.push(Array.from({ length: 40_000 }, (_, number) => `${kept.length} and ${number}`));
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("returns the garbage of a burst to the system within seconds, and only while it runs", () => {
  makeGarbage();
  const left = megabytes();
  vi.advanceTimersByTime(60_000);
  expect(megabytes()).toBeGreaterThan(left - 50);

  const stop = keepHeapSmall();
  vi.advanceTimersByTime(5_000);
  expect(megabytes()).toBeLessThan(left - 50);

  stop();
  makeGarbage();
  const again = megabytes();
  vi.advanceTimersByTime(60_000);
  expect(megabytes()).toBeGreaterThan(again - 50);
});
