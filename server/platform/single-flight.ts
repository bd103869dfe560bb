const mostKept = 100;

/**
 * Shares one call among all callers with the same arguments: the load of a polled page does not grow with its viewers. A result
 * is reused until `milliseconds` after the call's start, or for twice its duration if that is longer. A failure is not.
 */
export function singleFlight<Args extends readonly unknown[], Result>(
  call: (...args: Args) => Promise<Result>,
  milliseconds = 1_000,
): (...args: Args) => Promise<Result> {
  const shared = new Map<string, { until: number; result: Promise<Result> }>();
  return (...args) => {
    const key = JSON.stringify(args);
    const startedAt = performance.now();
    const known = shared.get(key);
    if (known && known.until > startedAt) return known.result;
    if (shared.size >= mostKept) shared.clear();
    const entry = { until: Number.POSITIVE_INFINITY, result: call(...args) };
    shared.set(key, entry);
    entry.result.then(
      () => {
        const now = performance.now();
        entry.until = Math.max(startedAt + milliseconds, now + 2 * (now - startedAt));
      },
      () => {
        if (shared.get(key) === entry) shared.delete(key);
      },
    );
    return entry.result;
  };
}
