import * as z from "zod";
import { pauseReasons } from "#server/contracts/delivery/sending.ts";
import { databaseKey } from "#server/delivery/gate/sql/database-key.ts";
import type { Queryable } from "#server/platform/database/db.ts";

const rows = z
  .array(z.object({ reason: z.enum(pauseReasons), since: z.date().nullable(), database: z.string() }))
  .max(1);
export type SendingPause = z.output<typeof rows>[number];

/**
 * The cause of a pause of sending, and when a worker of this database noticed it; a notice in a backup does not count. Null
 * without a pause. A separate statement, because the function would prevent parallel plans for the count of depths.
 */
export async function readPause(queryable: Queryable): Promise<SendingPause | null> {
  const result = await queryable.query({
    name: "read_pause",
    text: `select p.reason, k.database,
                  (select case when e.action = 'sending.pause' and e.after->>'database' = k.database then e.at end
                   from audit_entry e where e.target_id = 'sending' order by e.seq desc limit 1) as since
           from sending_paused_by() as p(reason), (select ${databaseKey} as database) k where p.reason is not null`,
  });
  return rows.parse(result.rows)[0] ?? null;
}
