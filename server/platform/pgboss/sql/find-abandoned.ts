import type pg from "pg";
import * as z from "zod";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { queueSchema } from "#server/platform/pgboss/boss.ts";

const statement = defineStatement({
  name: "find_abandoned",
  text: `select exists (
             select from ${queueSchema}.job where name = any($1::text[]) and state = 'active'
             and (heartbeat_on + heartbeat_seconds * interval '1 s' < ${queueSchema}.job_now()
                  or started_on + expire_seconds * interval '1 s' < ${queueSchema}.job_now())
           ) as abandoned`,
  row: z.object({ abandoned: z.boolean() }),
});

/**
 * Whether a job's heartbeat or time limit is over: its worker crashed or hangs. pg-boss's own check is part of 14 statements per
 * queue, every ten seconds; this is one statement on its index of live jobs.
 */
export const findAbandoned = async (pool: pg.Pool, queues: readonly string[]): Promise<boolean> =>
  (await statement.one(pool, [queues])).abandoned;
