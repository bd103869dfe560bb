import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits for an effect of another process or connection: calls `check` until it returns a result other than false or undefined, and
 * returns that result. Throws the last error after the time limit.
 */
export async function eventually<T>(
  check: () => Promise<T> | T,
  { timeoutMs = 5_000, everyMs = 20 }: { timeoutMs?: number; everyMs?: number } = {},
): Promise<Exclude<T, false | undefined>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    let last: unknown;
    try {
      const result = await check();
      if (result !== false && result !== undefined) return result as Exclude<T, false | undefined>;
      last = new Error(`still ${result} after ${timeoutMs} ms`);
    } catch (error) {
      last = error;
    }
    if (Date.now() >= deadline) throw last;
    await sleep(everyMs);
  }
}
