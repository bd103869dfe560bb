/**
 * Durations by class: class n counts those above 1.02^(n-1) ms and up to 1.02^n ms, class 0 those up to 1 ms. Histograms of
 * buckets, handlers and processes can be added, which percentiles cannot.
 */
export type LatencyHistogram = Record<string, number>;
export const classGrowth = 1.02;

/** The relative error of a percentile, or 1 ms if that is more: half of it by its class, the rest by rounding. */
export const quantileError = 0.02;

/** The sum of histograms. */
export function addHistograms(histograms: readonly LatencyHistogram[]): LatencyHistogram {
  const sum: LatencyHistogram = {};
  for (const histogram of histograms)
    for (const [step, count] of Object.entries(histogram)) sum[step] = (sum[step] ?? 0) + count;
  return sum;
}

/** The quantile in milliseconds, as SQL's percentile_disc within `quantileError`. Null for an empty histogram. */
export function quantileOf(histogram: LatencyHistogram, share: number): number | null {
  const classes = Object.entries(histogram)
    .map(([step, count]) => ({ step: Number(step), count }))
    .toSorted((one, other) => one.step - other.step);
  const rank = Math.ceil(classes.reduce((sum, { count }) => sum + count, 0) * share);
  let passed = 0;
  for (const { step, count } of classes) {
    passed += count;
    if (passed >= rank) return step === 0 ? 1 : Math.round((2 * classGrowth ** step) / (classGrowth + 1));
  }
  return null;
}
