import "#server/modules.ts";
import { randomUUID } from "node:crypto";
import pg from "pg";
import { handlers } from "#server/delivery/handlers/registry.ts";
import { createPool } from "#server/platform/database/db.ts";
import { applyMigrations } from "#server/platform/migrations/apply-migrations.ts";
import { installQueue } from "#server/platform/pgboss/install-queue.ts";

/** The server of a run: `admin` may create databases, `app` is the role that owns them. */
export type Server = { admin: string; app: string };

async function administer(server: Server, statement: string, database?: string): Promise<void> {
  const url = new URL(server.admin);
  if (database) url.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

/** Writes everything out, so that a measurement does not pay for the one before it. */
export const settleServer = (server: Server): Promise<void> => administer(server, "checkpoint");

/** Runs `work` on an empty database of its own and drops it. `migrated` brings the product's schema and queues. */
export async function withDatabase<T>(
  server: Server,
  options: { migrated: boolean },
  work: (url: string, administerIt: (statement: string) => Promise<void>) => Promise<T>,
): Promise<T> {
  const name = `redeliver_bench_${randomUUID().slice(0, 8)}`;
  const url = new URL(server.app);
  await administer(server, `create database ${name} owner ${pg.escapeIdentifier(decodeURIComponent(url.username))}`);
  url.pathname = `/${name}`;
  try {
    if (options.migrated) {
      await applyMigrations(url.href);
      const pool = createPool(url.href, { max: 2 });
      await installQueue(
        pool,
        handlers().map(({ id }) => id),
      ).finally(() => pool.end());
    }
    return await work(url.href, (statement) => administer(server, statement, name));
  } finally {
    await administer(server, `drop database if exists ${name} with (force)`);
  }
}
