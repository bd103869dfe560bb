import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { queueSchema } from "#server/platform/pgboss/boss.ts";

const statement = defineStatement({
  name: "hasten_job",
  text: `update ${queueSchema}.job set start_after = ${queueSchema}.job_now()
           where name = $1 and id = $2 and state < 'active' and start_after > ${queueSchema}.job_now()`,
});

/** Makes a waiting job due now. A job that is being fetched or does not exist stays as it is. */
export async function retryJobNow(tx: Tx, queue: string, id: string): Promise<void> {
  await statement.run(tx, [queue, id]);
}
