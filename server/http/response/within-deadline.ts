import { AppError } from "#server/platform/errors.ts";

const late = () =>
  new AppError(
    "unavailable",
    "The request timed out. It may have succeeded, or may still succeed: repeat it, with the same Idempotency-Key where it has one.",
  );

/** The result of `work`, or a 503 after `milliseconds`. The work goes on; locks, pool and connections have own limits. */
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
