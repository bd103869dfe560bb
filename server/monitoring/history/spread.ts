/**
 * How many took how long, in classes that grow by 2 %: class n holds what took longer than 1.02^(n-1) ms and at most 1.02^n ms, class
 * 0 up to one millisecond. Spreads of buckets, handlers and processes add up, which percentiles do not.
 */
export type Spread = Record<string, number>;
export const spreadGrowth = 1.02;

/** What a percentile is wrong by at most, or one millisecond: half of it by its class, the rest by rounding to milliseconds. */
export const spreadError = 0.02;

export function addSpreads(spreads: readonly Spread[]): Spread {
  const sum: Spread = {};
  for (const spread of spreads)
    for (const [step, count] of Object.entries(spread)) sum[step] = (sum[step] ?? 0) + count;
  return sum;
}

/**
 * The share of all that took at most so many milliseconds, as SQL's percentile_disc says it, within `spreadError`; null of
 * nothing.
 */
export function quantileOf(spread: Spread, share: number): number | null {
  const classes = Object.entries(spread)
    .map(([step, count]) => ({ step: Number(step), count }))
    .toSorted((one, other) => one.step - other.step);
  const rank = Math.ceil(classes.reduce((sum, { count }) => sum + count, 0) * share);
  let passed = 0;
  for (const { step, count } of classes) {
    passed += count;
    if (passed >= rank) return step === 0 ? 1 : Math.round((2 * spreadGrowth ** step) / (spreadGrowth + 1));
  }
  return null;
}
