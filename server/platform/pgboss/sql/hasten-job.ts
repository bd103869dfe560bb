import type { Tx } from "#server/platform/database/db.ts";
import { queueSchema } from "#server/platform/pgboss/boss.ts";

/**
 * A job that waits for its time is due now. One that is fetched at this moment is left alone, and one that is gone stays
 * gone: the row of its delivery is the truth, and whoever comes next goes by it.
 */
export async function hastenJob(tx: Tx, queue: string, id: string): Promise<void> {
  await tx.query({
    name: "hasten_job",
    text: `update ${queueSchema}.job set start_after = ${queueSchema}.job_now()
           where name = $1 and id = $2 and state < 'active' and start_after > ${queueSchema}.job_now()`,
    values: [queue, id],
  });
}
