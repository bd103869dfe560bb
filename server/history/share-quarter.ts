import { getQuarter, type Quarter } from "#server/history/get-quarter.ts";

const sharedMilliseconds = 1_000;
let shared: { until: number; quarter: Promise<Quarter> } | undefined;

/** The same, read once a second however many look. A read that fails is nobody else's. */
export function shareQuarter(): Promise<Quarter> {
  if (shared && shared.until > performance.now()) return shared.quarter;
  const quarter = getQuarter();
  shared = { until: performance.now() + sharedMilliseconds, quarter };
  quarter.catch(() => {
    shared = undefined;
  });
  return quarter;
}
