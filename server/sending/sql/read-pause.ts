import * as z from "zod";
import { pauseReasons } from "#server/contracts/sending.ts";
import type { Queryable } from "#server/db.ts";

const rows = z.array(z.object({ reason: z.enum(pauseReasons), since: z.date().nullable() })).max(1);
export type SendingPause = z.output<typeof rows>[number];

/**
 * Why nothing may be sent from this database, and since when a worker knows; null when it may. A statement of its own: the
 * function cannot run in parallel, and would keep the counting of depths from it.
 */
export async function readPause(queryable: Queryable): Promise<SendingPause | null> {
  const result = await queryable.query({
    name: "read_pause",
    text: `select p.reason, (select case e.action when 'sending.pause' then e.at end from audit_entry e
                             where e.target_id = 'sending' order by e.seq desc limit 1) as since
           from sending_paused_by() as p(reason) where p.reason is not null`,
  });
  return rows.parse(result.rows)[0] ?? null;
}
