import { expect, test } from "vitest";
import {
  addHistograms,
  classGrowth,
  type LatencyHistogram,
  quantileError,
  quantileOf,
} from "#server/monitoring/history/latency-histogram.ts";

const histogramOf = (milliseconds: readonly number[]): LatencyHistogram =>
  addHistograms(milliseconds.map((ms) => ({ [ms < 1 ? 0 : Math.ceil(Math.log(ms) / Math.log(classGrowth))]: 1 })));

test("returns percentiles within 2 % of the exact ones, also from added histograms", () => {
  const values = Array.from({ length: 500 }, (_, index) => 1.7 ** (index / 25) * (1 + (index % 7)));
  const sorted = values.toSorted((a, b) => a - b);
  const parts = addHistograms([histogramOf(values.slice(0, 123)), histogramOf(values.slice(123))]);
  for (let rank = 1; rank <= sorted.length; rank += 1) {
    const share = rank / sorted.length;
    const exact = sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
    const told = quantileOf(parts, share) ?? Number.NaN;
    expect(Math.abs(told - exact)).toBeLessThanOrEqual(Math.max(1, exact * quantileError));
  }
});

test("returns null for an empty histogram, and 1 ms for durations up to 1 ms", () => {
  expect(quantileOf({}, 0.95)).toBeNull();
  expect(quantileOf(histogramOf([0, -2, 0.4]), 0.95)).toBe(1);
});
