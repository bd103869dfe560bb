import { expect, test } from "vitest";
import { addSpreads, quantileOf, type Spread, spreadError, spreadGrowth } from "#server/monitoring/history/spread.ts";

const spreadOf = (milliseconds: readonly number[]): Spread =>
  addSpreads(milliseconds.map((ms) => ({ [ms < 1 ? 0 : Math.ceil(Math.log(ms) / Math.log(spreadGrowth))]: 1 })));

test("a percentile of any spread is within two per cent of the one of its values, and adds up from parts", () => {
  const values = Array.from({ length: 500 }, (_, index) => 1.7 ** (index / 25) * (1 + (index % 7)));
  const sorted = values.toSorted((a, b) => a - b);
  const parts = addSpreads([spreadOf(values.slice(0, 123)), spreadOf(values.slice(123))]);
  for (let rank = 1; rank <= sorted.length; rank += 1) {
    const share = rank / sorted.length;
    const exact = sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
    const told = quantileOf(parts, share) ?? Number.NaN;
    expect(Math.abs(told - exact)).toBeLessThanOrEqual(Math.max(1, exact * spreadError));
  }
});

test("of nothing there is no percentile, and what took no time is told as a millisecond at most", () => {
  expect(quantileOf({}, 0.95)).toBeNull();
  expect(quantileOf(spreadOf([0, -2, 0.4]), 0.95)).toBe(1);
});
