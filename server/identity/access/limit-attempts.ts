import { countAttempt, type Limit } from "#server/identity/sql/count-attempt.ts";
import { db, type Queryable } from "#server/platform/database/db.ts";
import { AppError } from "#server/platform/errors.ts";

const minute = 60;

/**
 * The limits of attempts other than sign-ins and orders, counted in the database that all processes share. A client is
 * `clientKey`; an account is `accountOf`, so that all tokens of an account count together.
 */
export const limits = {
  /** Invalid links, mailed or from the terminal, by client. */
  link: (client: string): Limit => ({ key: `link ${client}`, attempts: 10, seconds: 15 * minute }),
  /** A valid link: each attempt costs a password hash. */
  goodLink: (hash: string): Limit => ({ key: `good-link ${hash.slice(0, 32)}`, attempts: 10, seconds: 15 * minute }),
  /** Sign-ins to the public demo: each adds a session and a permanent audit entry. */
  publicDemo: (client: string): Limit => ({ key: `demo ${client}`, attempts: 30, seconds: 15 * minute }),
  ownPassword: (actorId: string): Limit => ({ key: `own ${actorId}`, attempts: 5, seconds: minute }),
  /** Mails to one mailbox. */
  reset: (userId: string): Limit => ({ key: `reset ${userId}`, attempts: 5, seconds: 60 * minute }),
  /** Invitations by one account. */
  invite: (accountId: string): Limit => ({ key: `invite ${accountId}`, attempts: 60, seconds: 60 * minute }),
  token: (accountId: string): Limit => ({ key: `token ${accountId}`, attempts: 20, seconds: 60 * minute }),
  /** Audit entries of refused actions: one per route, and a limit for all routes. */
  refusalOf: (accountId: string, route: string): Limit => ({
    ...{ key: `refused ${accountId} ${route}`, attempts: 1, seconds: 60 * minute },
  }),
  refusals: (accountId: string): Limit => ({ key: `refused ${accountId}`, attempts: 20, seconds: 60 * minute }),
  /** Reveals and searches by a whole address: enough for a day of repairs, too few to copy the customers. */
  reveal: (accountId: string): Limit => ({ key: `reveal ${accountId}`, attempts: 60, seconds: 15 * minute }),
};

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
