import type { Limit } from "#server/platform/rate-limits/sql/count-try.ts";

const minute = 60;

/**
 * Limits of attempts other than sign-ins, counted in the database that all processes share. A client is `clientKey`,
 * an account is `accountOf`: all tokens of an account count as one. Orders are not limited here.
 */
export const limits = {
  /** Links that are not good, mailed or from the terminal, by client. */
  link: (client: string): Limit => ({ key: `link ${client}`, tries: 10, seconds: 15 * minute }),
  /** A link that is good: each attempt costs a hash. */
  goodLink: (hash: string): Limit => ({ key: `good-link ${hash.slice(0, 32)}`, tries: 10, seconds: 15 * minute }),
  /** Sign-ins to the public demo: each is a row and an entry of the audit, which is kept. */
  publicDemo: (client: string): Limit => ({ key: `demo ${client}`, tries: 30, seconds: 15 * minute }),
  ownPassword: (actorId: string): Limit => ({ key: `own ${actorId}`, tries: 5, seconds: minute }),
  /** Mails to one mailbox. */
  reset: (userId: string): Limit => ({ key: `reset ${userId}`, tries: 5, seconds: 60 * minute }),
  /** Mails to others at the word of one account. */
  invite: (accountId: string): Limit => ({ key: `invite ${accountId}`, tries: 60, seconds: 60 * minute }),
  token: (accountId: string): Limit => ({ key: `token ${accountId}`, tries: 20, seconds: 60 * minute }),
  /** Entries of refused actions in the audit: one per route, and so many in all. */
  refusalOf: (accountId: string, route: string): Limit => ({
    ...{ key: `refused ${accountId} ${route}`, tries: 1, seconds: 60 * minute },
  }),
  refusals: (accountId: string): Limit => ({ key: `refused ${accountId}`, tries: 20, seconds: 60 * minute }),
};
