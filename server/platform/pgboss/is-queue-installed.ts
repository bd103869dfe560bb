import type pg from "pg";
import { createBoss } from "#server/platform/pgboss/boss.ts";

/** Whether pg-boss's schema exists, in any version. */
export const isQueueInstalled = (pool: pg.Pool): Promise<boolean> =>
  createBoss(pool, { supervise: false }).isInstalled();
