import type pg from "pg";
import { queueSchema } from "#server/platform/pgboss/boss.ts";

/**
 * Whether any job was left by a worker that died or hangs: its heartbeat, or its time, is over. pg-boss's own look is part of
 * a pass of 14 statements per queue, every ten seconds; this is one, through its index of live jobs.
 */
export async function findAbandoned(pool: pg.Pool, queues: readonly string[]): Promise<boolean> {
  const { rows } = await pool.query<{ abandoned: boolean }>({
    name: "find_abandoned",
    text: `select exists (
             select from ${queueSchema}.job where name = any($1::text[]) and state = 'active'
             and (heartbeat_on + heartbeat_seconds * interval '1 s' < ${queueSchema}.job_now()
                  or started_on + expire_seconds * interval '1 s' < ${queueSchema}.job_now())
           ) as abandoned`,
    values: [queues],
  });
  return rows[0]?.abandoned ?? false;
}
