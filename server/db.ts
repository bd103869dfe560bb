import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "#prisma/generated/client.ts";
import { EnvError, env } from "#server/env.ts";
import { log } from "#server/telemetry/log.ts";

/** Anything that runs a statement: the pool, or the one connection of a transaction. */
export type Queryable = Pick<pg.Pool | pg.PoolClient, "query">;

/** The connection of an open transaction. Verbs below the one that opened it take it first. */
export type Tx = pg.PoolClient;

/** bigint arrives as a number: seq and counts stay far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === pg.types.builtins.INT8
      ? Number
      : pg.types.getTypeParser(oid, format ?? "text")) as pg.CustomTypesConfig["getTypeParser"],
};

export function createPool(connectionString: string, options: pg.PoolConfig = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max: 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    types,
    ...options,
  });
  // An idle connection that breaks emits here; without a listener it would end the process.
  pool.on("error", (error) => log.warn({ err: error }, "an idle database connection was lost"));
  return pool;
}

type Handles = { pool: pg.Pool; prisma: PrismaClient };

// Next's development server re-evaluates modules; the pool must survive that.
const store = globalThis as typeof globalThis & { redeliverDb?: Handles };

function handles(): Handles {
  if (!store.redeliverDb) {
    const url = env().DATABASE_URL;
    if (!url) throw new EnvError("DATABASE_URL is not set: start with `npm start`, or point it at a PostgreSQL server");
    const pool = createPool(url);
    store.redeliverDb = { pool, prisma: new PrismaClient({ adapter: new PrismaPg(pool) }) };
  }
  return store.redeliverDb;
}

/** The one pool of this process, opened on first use. */
export const db = (): pg.Pool => handles().pool;

/** Prisma over the same pool, for plain reads and writes. */
export const prisma = (): PrismaClient => handles().prisma;

/** Points this process at another database. Tests call it once per worker, before anything else reads. */
export function connectDatabase(url: string, options: pg.PoolConfig = {}): pg.Pool {
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

/**
 * Runs `work` in one READ COMMITTED transaction and commits, or rolls back and rethrows.
 * A connection whose rollback fails is thrown away, never put back into the pool.
 */
export async function inTransaction<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const tx = await pool.connect();
  let broken: Error | undefined;
  // A backend that is terminated while the client is checked out emits here, besides rejecting the query.
  const onError = (error: Error) => {
    broken = error;
  };
  tx.on("error", onError);
  try {
    await tx.query("begin");
    const result = await work(tx);
    await tx.query("commit");
    return result;
  } catch (error) {
    await tx.query("rollback").catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    tx.removeListener("error", onError);
    tx.release(broken);
  }
}
