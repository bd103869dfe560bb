import { availableParallelism } from "node:os";
import { AppError } from "#server/platform/errors.ts";

type Lane = "known" | "other";

type Waiting = { since: number; start: () => void; refuse: (error: AppError) => void };
type Limits = { concurrency: number; places: number; patienceMilliseconds: number };

const full = () =>
  new AppError("too_many_tries", "Too many passwords are being checked. Repeat the request in 2 s.", {
    extensions: { retryAfterSeconds: 2 },
  });

/**
 * A bounded queue for password hashes, `concurrency` at a time. Each lane has `places` for waiting work; known devices go first,
 * so that a flood from unknown clients does not block them. Throws 429 with Retry-After where the lane is full, and after a wait
 * of `patienceMilliseconds`, because the request would time out.
 */
export function createPasswordQueue({ concurrency, places, patienceMilliseconds }: Limits) {
  const waiting: Record<Lane, Waiting[]> = { known: [], other: [] };
  let running = 0;

  const take = () => waiting.known.shift() ?? waiting.other.shift();

  /** Starts the next waiting work, or releases the slot. */
  function next(): void {
    let one = take();
    while (one && performance.now() - one.since > patienceMilliseconds) {
      one.refuse(full());
      one = take();
    }
    if (one) one.start();
    else running -= 1;
  }

  return async function run<T>(work: () => Promise<T>, lane: Lane = "other"): Promise<T> {
    if (running < concurrency) running += 1;
    else {
      if (waiting[lane].length >= places) throw full();
      await new Promise<void>((start, refuse) => waiting[lane].push({ since: performance.now(), start, refuse }));
    }
    try {
      return await work();
    } finally {
      next();
    }
  };
}

/**
 * The queue of this process. A hash takes 60 to 100 ms of a core and one of libuv's four threads: at most two run at a time, and
 * one core is left for orders. Twenty waiting hashes end within the 4.5 s of a request.
 */
export const inPasswordQueue = createPasswordQueue({
  concurrency: Math.max(1, Math.min(2, availableParallelism() - 1)),
  places: 20,
  patienceMilliseconds: 3_000,
});
