import type pg from "pg";

/**
 * The time limits of a process for PostgreSQL. `query_timeout` is node-postgres's: only it detects a half-open connection.
 * The server-side limits are shorter, so that a reachable server ends the statement itself. A pooler does not accept them.
 */
export type DatabaseLimits = Pick<
  pg.PoolConfig,
  | "connectionTimeoutMillis"
  | "query_timeout"
  | "statement_timeout"
  | "lock_timeout"
  | "idle_in_transaction_session_timeout"
>;

/** A request is answered within five seconds: two for a connection, two for a lock. The request's deadline ends the rest. */
export const webLimits: DatabaseLimits = {
  connectionTimeoutMillis: 2_000,
  lock_timeout: 2_000,
  statement_timeout: 8_000,
  query_timeout: 9_000,
  idle_in_transaction_session_timeout: 10_000,
};

/** Just above the relay's own 10 s per statement, so that a lost connection is detected well within a minute. */
export const workerLimits: DatabaseLimits = {
  connectionTimeoutMillis: 5_000,
  statement_timeout: 11_000,
  query_timeout: 12_000,
  idle_in_transaction_session_timeout: 10_000,
};
