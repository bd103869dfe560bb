import * as z from "zod";
import { pauseReasons } from "#server/contracts/delivery/sending.ts";
import { databaseKey } from "#server/delivery/gate/sql/database-key.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const row = z.object({ reason: z.enum(pauseReasons), since: z.date().nullable(), database: z.string() });
export type SendingPause = z.output<typeof row>;

const statement = defineStatement({
  name: "read_pause",
  text: `select p.reason, k.database,
                  (select case when e.action = 'sending.pause' and e.after->>'database' = k.database then e.at end
                   from audit_entry e where e.target_id = 'sending' order by e.seq desc limit 1) as since
           from sending_paused_by() as p(reason), (select ${databaseKey} as database) k where p.reason is not null`,
  row,
});

/**
 * The cause of a pause of sending, and when a worker of this database noticed it; a notice in a backup does not count. Null
 * without a pause. A separate statement, because the function would prevent parallel plans for the count of depths.
 */
export const readPause = async (db: Queryable): Promise<SendingPause | null> => (await statement.maybeOne(db)) ?? null;
