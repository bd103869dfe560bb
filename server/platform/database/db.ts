import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "#prisma/generated/client.ts";
import { type DatabaseLimits, webLimits } from "#server/platform/database/database-limits.ts";
import { EnvError, env, isBehindPooler } from "#server/platform/env/env.ts";
import { parseTimestamp } from "#server/platform/parse-timestamp.ts";
import { log } from "#server/platform/telemetry/log.ts";

/** Anything that runs a statement: the pool, or the one connection of a transaction. */
export type Queryable = Pick<pg.Pool | pg.PoolClient, "query">;

/** The connection of an open transaction, the first parameter of verbs that run inside it. */
export type Tx = pg.PoolClient;

/** bigint arrives as a number: seq and counts stay far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") => {
    if (oid === pg.types.builtins.INT8) return Number;
    if (oid === pg.types.builtins.TIMESTAMPTZ && format !== "binary") return parseTimestamp;
    return pg.types.getTypeParser(oid, format ?? "text");
  }) as pg.CustomTypesConfig["getTypeParser"],
};

type PoolOptions = pg.PoolConfig & {
  /** Behind a pooler in transaction mode: each transaction may run in another session, without session settings. */
  behindPooler?: boolean;
};

export function createPool(connectionString: string, options: PoolOptions = {}): pg.Pool {
  const { behindPooler = false, ...config } = options;
  const pool = new pg.Pool({
    connectionString,
    max: 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types,
    ...config,
    ...(behindPooler ? noSessionSettings : {}),
  });
  // An idle connection that breaks emits here; without a listener the process would end. The error has the client with its
  // secrets as a property: only its message is logged.
  pool.on("error", ({ message }) => log.warn({ reason: message }, "an idle database connection was lost"));
  pool.on("release", (error) => {
    if (isUnanswered(error)) discardIdle(pool);
  });
  if (behindPooler) pool.on("connect", forgetStatementNames);
  return pool;
}

/** node-postgres's error after `query_timeout`: the result, also that of a commit, stays unknown. */
const isUnanswered = (error: unknown): error is Error =>
  error instanceof Error && error.message === "Query read timeout";

/** Closes all idle connections: a lost connection is seldom the only one. One by one, ten of them took 36 s instead of 10. */
function discardIdle(pool: pg.Pool): void {
  for (let left = pool.idleCount; left > 0; left -= 1) {
    pool.connect().then(
      (client) => client.release(true),
      () => undefined,
    );
  }
}

/** PgBouncer refuses a connection that asks for any of them. */
const noSessionSettings = {
  lock_timeout: undefined,
  statement_timeout: undefined,
  idle_in_transaction_session_timeout: undefined,
};

/** A prepared statement belongs to one session; the next transaction may run in another, where its name means something else. */
function forgetStatementNames(client: pg.PoolClient): void {
  const { query } = client;
  Object.assign(client, {
    query: (statement: unknown, ...rest: unknown[]) => {
      const named = typeof statement === "object" && statement !== null && "name" in statement;
      return Reflect.apply(query, client, [named ? { ...statement, name: undefined } : statement, ...rest]);
    },
  });
}

type Handles = { pool: pg.Pool; prisma: PrismaClient };

// Next's development server re-evaluates modules; the pool must survive that.
const store = globalThis as typeof globalThis & { redeliverDb?: Handles };

/** Opens the one pool of this process as the environment says. Web's limits unless a worker asks for its own. */
export function openDatabase(limits: DatabaseLimits = webLimits): pg.Pool {
  const { DATABASE_URL: url, DATABASE_POOL_SIZE: max } = env();
  if (!url) throw new EnvError("DATABASE_URL is not set: start with `npm start`, or point it at a PostgreSQL server");
  return connectDatabase(url, { ...limits, max, behindPooler: isBehindPooler(env()) });
}

function handles(): Handles {
  if (!store.redeliverDb) openDatabase();
  if (!store.redeliverDb) throw new Error("the pool was not opened");
  return store.redeliverDb;
}

/** The one pool of this process, opened on first use. */
export const db = (): pg.Pool => handles().pool;

/** Prisma over the same pool, for plain reads and writes. */
export const prisma = (): PrismaClient => handles().prisma;

/** Points this process at another database. Tests call it once per worker, before anything else reads. */
export function connectDatabase(url: string, options: PoolOptions = {}): pg.Pool {
  const pool = createPool(url, options);
  store.redeliverDb = { pool, prisma: new PrismaClient({ adapter: new PrismaPg(pool) }) };
  return pool;
}

export async function closeDatabase(): Promise<void> {
  const open = store.redeliverDb;
  store.redeliverDb = undefined;
  await open?.prisma.$disconnect();
  await open?.pool.end();
}

/** Runs `work` on one connection of the pool. One that broke meanwhile, or that `work` discards, is not reused. */
export async function withConnection<T>(
  pool: pg.Pool,
  work: (tx: Tx, discard: (reason: Error) => void) => Promise<T>,
): Promise<T> {
  const tx = await pool.connect();
  let broken: Error | undefined;
  const discard = (reason: Error) => {
    broken = reason;
  };
  // A backend that is terminated while its client is checked out emits here, besides rejecting the query.
  tx.on("error", discard);
  try {
    return await work(tx, discard);
  } finally {
    tx.removeListener("error", discard);
    tx.release(broken);
  }
}

/**
 * Runs `work` in one READ COMMITTED transaction and commits, or rolls back and rethrows. A connection whose rollback fails,
 * or that did not answer in time, is closed. `settings` (`name = value`) hold in this transaction alone.
 */
export const inTransaction = <T>(
  pool: pg.Pool,
  work: (tx: Tx) => Promise<T>,
  settings: readonly string[] = [],
): Promise<T> =>
  withConnection(pool, async (tx, discard) => {
    try {
      await tx.query(["begin", ...settings.map((setting) => `set local ${setting}`)].join("; "));
      const result = await work(tx);
      await tx.query("commit");
      return result;
    } catch (error) {
      // A rollback would wait behind the statement without an answer for another timeout.
      if (isUnanswered(error)) discard(error);
      else await tx.query("rollback").catch(discard);
      throw error;
    }
  });
