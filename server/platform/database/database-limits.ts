import type pg from "pg";

/**
 * How long a process waits for PostgreSQL. `query_timeout` is ours: nothing else finds a connection whose other end is gone
 * without a word. The three server-side limits are shorter, so that a server that is there ends the statement itself;
 * a pooler in transaction mode takes none of them.
 */
export type DatabaseLimits = Pick<
  pg.PoolConfig,
  | "connectionTimeoutMillis"
  | "query_timeout"
  | "statement_timeout"
  | "lock_timeout"
  | "idle_in_transaction_session_timeout"
>;

/** A request is answered within five seconds: two for a connection, two for a lock (server/http/define-route.ts cuts the rest). */
export const webLimits: DatabaseLimits = {
  connectionTimeoutMillis: 2_000,
  lock_timeout: 2_000,
  statement_timeout: 8_000,
  query_timeout: 9_000,
  idle_in_transaction_session_timeout: 10_000,
};

/** Just above the relay's own 10 s per statement, so that what was cut off is found long before a minute has passed. */
export const workerLimits: DatabaseLimits = {
  connectionTimeoutMillis: 5_000,
  statement_timeout: 11_000,
  query_timeout: 12_000,
  idle_in_transaction_session_timeout: 10_000,
};
