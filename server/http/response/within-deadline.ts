import { AppError } from "#server/platform/errors.ts";

const late = () =>
  new AppError(
    "unavailable",
    "The answer took too long. What you asked for may have happened or may still happen: repeat the request, an order with the same Idempotency-Key.",
  );

/**
 * What `work` answers, or a 503 when it takes longer than `milliseconds`. Whatever hangs below (a lock, a full pool, a
 * connection whose other end is gone) has limits of its own and is left to them: it is not undone.
 */
export async function withinDeadline<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), milliseconds);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
