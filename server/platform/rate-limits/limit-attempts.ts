import { db, type Queryable } from "#server/platform/database/db.ts";
import { AppError } from "#server/platform/errors.ts";
import { countAttempt, type Limit } from "#server/platform/rate-limits/sql/count-attempt.ts";

/** Counts one attempt. Throws 429 with Retry-After beyond a limit. `what` names the attempts in the error. */
export async function limitAttempts(
  counted: readonly Limit[],
  what = "attempts",
  queryable: Queryable = db(),
): Promise<void> {
  const wait = await countAttempt(queryable, counted);
  if (wait === 0) return;
  throw new AppError("too_many_tries", `Too many ${what}. You can try again in ${wait} s.`, {
    extensions: { retryAfterSeconds: wait },
  });
}
