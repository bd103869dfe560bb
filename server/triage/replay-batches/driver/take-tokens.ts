export type Bucket = { tokens: number; at: Date };

/**
 * How many messages a rate allows now, and the bucket after them: one second's worth at most, filled by the database's clock.
 * Without a rate all of `wanted` are allowed. Pure.
 */
export function takeTokens(
  { tokens, at }: Bucket,
  { ratePerSecond, now, wanted }: { ratePerSecond: number | null; now: Date; wanted: number },
): { taken: number; bucket: Bucket } {
  if (ratePerSecond === null) return { taken: wanted, bucket: { tokens: 0, at: now } };
  const elapsed = Math.max(0, now.getTime() - at.getTime()) / 1_000;
  const filled = Math.min(ratePerSecond, tokens + elapsed * ratePerSecond);
  const taken = Math.min(wanted, Math.floor(filled));
  return { taken, bucket: { tokens: filled - taken, at: now } };
}
