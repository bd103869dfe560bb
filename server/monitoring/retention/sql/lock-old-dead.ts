import * as z from "zod";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "lock_old_dead",
  text: `select d.id from delivery d, (select now() - $1::float8 * interval '1 day' as at) longest
           where d.state = 'dead' and d.settled_at < longest.at and d.updated_at < longest.at
             and not exists (select from payload_edit e where e.root_id = d.root_id and e.at >= longest.at)
           order by d.settled_at, d.id limit $2 for update of d skip locked`,
  row: z.object({ id: z.uuid() }),
});

/**
 * Locks the next dead letters that were dead-lettered and last changed more than `days` ago and have no younger edit. Skips
 * those that another transaction has locked. Reads the index of dead letters.
 */
export async function lockOldDead(tx: Tx, days: number, limit: number): Promise<string[]> {
  return (await statement.all(tx, [days, limit])).map(({ id }) => id);
}
