import { db, type Queryable } from "#server/platform/database/db.ts";
import { AppError } from "#server/platform/errors.ts";
import { countTry, type Limit } from "#server/platform/rate-limits/sql/count-try.ts";

/** Counts one try. Throws 429 with Retry-After where there were too many. */
export async function limitTries(
  counted: readonly Limit[],
  what = "tries",
  queryable: Queryable = db(),
): Promise<void> {
  const wait = await countTry(queryable, counted);
  if (wait === 0) return;
  throw new AppError("too_many_tries", `Too many ${what}. You can try again in ${wait} s.`, {
    extensions: { retryAfterSeconds: wait },
  });
}
