import { countTry, type Limit } from "#server/access/sql/count-try.ts";
import { db, type Queryable } from "#server/db.ts";
import { AppError } from "#server/errors.ts";

const minute = 60;

/**
 * What may be tried how often beyond signing in, counted in the database that all processes share. An address is a socket's
 * or a trusted proxy's; an account is whoever acts. Orders are not limited here: a shop's customers share addresses.
 */
export const limits = {
  /** A mailed link or the terminal's: each try costs a hash of a second of work. */
  link: (address: string): Limit => ({ key: `link ${address}`, tries: 10, seconds: 15 * minute }),
  ownPassword: (actorId: string): Limit => ({ key: `own ${actorId}`, tries: 5, seconds: minute }),
  /** Mails to one mailbox. */
  reset: (userId: string): Limit => ({ key: `reset ${userId}`, tries: 5, seconds: 60 * minute }),
  /** Mails to others at the word of one account. */
  invite: (actorId: string): Limit => ({ key: `invite ${actorId}`, tries: 60, seconds: 60 * minute }),
  token: (actorId: string): Limit => ({ key: `token ${actorId}`, tries: 20, seconds: 60 * minute }),
  /** Entries of refused actions in the audit: one per route, and so many in all. */
  refusalOf: (actorId: string, route: string): Limit => ({
    ...{ key: `refused ${actorId} ${route}`, tries: 1, seconds: 60 * minute },
  }),
  refusals: (actorId: string): Limit => ({ key: `refused ${actorId}`, tries: 20, seconds: 60 * minute }),
  /** Reveals and searches by a whole address: enough for a day of repairs, too few to copy the customers. */
  reveal: (actorId: string): Limit => ({ key: `reveal ${actorId}`, tries: 60, seconds: 15 * minute }),
};

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
