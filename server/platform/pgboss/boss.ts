import type pg from "pg";
import { type Db, PgBoss } from "pg-boss";
import type { Queryable } from "#server/platform/database/db.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

/** pg-boss, for other rooms an opaque argument of this folder's functions. */
export type Boss = PgBoss;

/** The pg-boss schema of this application. */
export const queueSchema = "pgboss";

/** Runs pg-boss's statements on one of our connections, so that a job commits with its row. */
export const bossDb = (queryable: Queryable): Db => ({
  executeSql: async (text: string, values?: unknown[]) => await queryable.query(text, values),
});

/**
 * pg-boss on our pool. `supervise` runs its maintenance on its own timer; workers use supervise.ts, which needs fewer
 * statements. Only `npm run migrate` migrates its schema. Flows are not used, so their interval is an hour.
 */
export function createBoss(pool: pg.Pool, options: { supervise: boolean; migrate?: boolean }): PgBoss {
  const boss = new PgBoss({
    db: bossDb(pool),
    schema: queueSchema,
    supervise: options.supervise,
    schedule: false,
    migrate: options.migrate ?? false,
    createSchema: options.migrate ?? false,
    monitorIntervalSeconds: 5,
    flowIntervalSeconds: 3600,
    maintenanceIntervalSeconds: 60,
  });
  const logger = logFor("queue");
  boss.on("error", (error) => logger.error({ err: error }, "pg-boss reports an error"));
  boss.on("warning", (warning) => logger.warn({ warning }, "pg-boss warns"));
  return boss;
}
