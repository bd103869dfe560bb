const mostKept = 100;

/**
 * The same reading for all who ask within `milliseconds` of each other, so that what a page polls costs the database the same
 * however many look. A reading that fails is nobody else's.
 */
export function shareReading<Args extends readonly unknown[], Result>(
  read: (...args: Args) => Promise<Result>,
  milliseconds = 1_000,
): (...args: Args) => Promise<Result> {
  const shared = new Map<string, { until: number; result: Promise<Result> }>();
  return (...args) => {
    const key = JSON.stringify(args);
    const known = shared.get(key);
    if (known && known.until > performance.now()) return known.result;
    if (shared.size >= mostKept) shared.clear();
    const result = read(...args);
    const entry = { until: performance.now() + milliseconds, result };
    shared.set(key, entry);
    result.catch(() => {
      if (shared.get(key) === entry) shared.delete(key);
    });
    return result;
  };
}
