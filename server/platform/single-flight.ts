const mostKept = 100;

/**
 * The same reading for all who ask within `milliseconds` of its begin, one at a time, so that what a page polls costs the
 * database the same however many look: what takes long stands twice as long again. A reading that fails is nobody else's.
 */
export function singleFlight<Args extends readonly unknown[], Result>(
  read: (...args: Args) => Promise<Result>,
  milliseconds = 1_000,
): (...args: Args) => Promise<Result> {
  const shared = new Map<string, { until: number; result: Promise<Result> }>();
  return (...args) => {
    const key = JSON.stringify(args);
    const begunAt = performance.now();
    const known = shared.get(key);
    if (known && known.until > begunAt) return known.result;
    if (shared.size >= mostKept) shared.clear();
    const entry = { until: Number.POSITIVE_INFINITY, result: read(...args) };
    shared.set(key, entry);
    entry.result.then(
      () => {
        const now = performance.now();
        entry.until = Math.max(begunAt + milliseconds, now + 2 * (now - begunAt));
      },
      () => {
        if (shared.get(key) === entry) shared.delete(key);
      },
    );
    return entry.result;
  };
}
