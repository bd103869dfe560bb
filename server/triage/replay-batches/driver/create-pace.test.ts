import { expect, it } from "vitest";
import { createPace } from "#server/triage/replay-batches/driver/create-pace.ts";

/** The window after `seconds` at a constant throughput, noted every 50 ms. */
function windowAt(perSecond: number, seconds = 5): number {
  let now = 0;
  const pace = createPace(() => now);
  for (; now < seconds * 1_000; now += 50) pace.note("a", { settled: perSecond / 20, inFlight: true });
  return pace.windowOf("a");
}

it("follows the throughput of the destination, within its bounds", () => {
  expect(createPace().windowOf("a")).toBe(100);
  expect(windowAt(200)).toBe(50);
  expect(windowAt(2_000)).toBe(500);
  expect(windowAt(20)).toBe(25);
  expect(windowAt(100_000)).toBe(1_000);
});

it("ignores the time between waves", () => {
  let now = 0;
  const pace = createPace(() => now);
  pace.note("a", { settled: 0, inFlight: true });
  now += 200;
  pace.note("a", { settled: 200, inFlight: false });
  now += 60_000;
  pace.note("a", { settled: 0, inFlight: false });
  pace.note("a", { settled: 0, inFlight: true });
  now += 200;
  pace.note("a", { settled: 200, inFlight: true });
  expect(pace.windowOf("a")).toBe(250);
});
