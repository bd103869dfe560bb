import type { Limit } from "#server/platform/rate-limits/sql/count-attempt.ts";

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
};
