import type { Tx } from "#server/platform/database/db.ts";

/**
 * Locks the next dead letters that died and were last touched so many days ago: what was restored, or has an edit that is younger,
 * has somebody. One that an operator holds right now is left to them. Through the index of what is dead.
 */
export async function lockOldDead(tx: Tx, days: number, limit: number): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>({
    name: "lock_old_dead",
    text: `select d.id from delivery d, (select now() - $1::float8 * interval '1 day' as at) longest
           where d.state = 'dead' and d.settled_at < longest.at and d.updated_at < longest.at
             and not exists (select from payload_edit e where e.root_id = d.root_id and e.at >= longest.at)
           order by d.settled_at, d.id limit $2 for update of d skip locked`,
    values: [days, limit],
  });
  return rows.map(({ id }) => id);
}
