import type { Limit } from "#server/platform/rate-limits/sql/count-attempt.ts";

/** Reveals and searches by a whole address: enough for a day of repairs, too few to copy the customers. By `accountOf`. */
export const revealLimit = (accountId: string): Limit => ({
  key: `reveal ${accountId}`,
  attempts: 60,
  seconds: 15 * 60,
});
