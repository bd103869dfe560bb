import { getHeapStatistics } from "node:v8";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepHeapSmall, measureUtilization } from "#server/platform/keep-heap-small.ts";
import { eventually } from "#server/testing/eventually.ts";

const megabytes = () => getHeapStatistics().total_heap_size / 1024 ** 2;

/** Objects that live long enough for the old generation, and are then released. */
function makeGarbage(): void {
  const kept: string[][] = [];
  while (kept.length < 40) kept.push(Array.from({ length: 40_000 }, (_, number) => `${kept.length} and ${number}`));
}

/** As above, 8 MB each. */
function makeLargeGarbage(arrays: number): void {
  const kept: number[][] = [];
  while (kept.length < arrays) kept.push(new Array<number>(1_000_000).fill(0.5));
}

const isAtRest = () => 0;
const isBusy = () => 1;

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

  const stop = keepHeapSmall(isAtRest);
  vi.advanceTimersByTime(5_000);
  expect(megabytes()).toBeLessThan(left - 50);

  stop();
  makeGarbage();
  const again = megabytes();
  vi.advanceTimersByTime(60_000);
  expect(megabytes()).toBeGreaterThan(again - 50);
});

test("pauses a busy process only for more than 256 MB", () => {
  const stopFirst = keepHeapSmall(isAtRest);
  vi.advanceTimersByTime(5_000);
  stopFirst();
  const stop = keepHeapSmall(isBusy);
  makeLargeGarbage(12);
  const some = megabytes();
  expect(some).toBeLessThan(256);
  vi.advanceTimersByTime(60_000);
  expect(megabytes()).toBeGreaterThan(some - 50);

  makeLargeGarbage(40);
  expect(megabytes()).toBeGreaterThan(256);
  vi.advanceTimersByTime(5_000);
  expect(megabytes()).toBeLessThan(256);
  stop();
});

test("measures the share of time in which code ran since the last call", async () => {
  vi.useRealTimers();
  const utilization = measureUtilization();
  for (const end = performance.now() + 20; performance.now() < end; );
  expect(utilization()).toBeGreaterThan(0.9);
  await eventually(() => utilization() < 0.5);
});
