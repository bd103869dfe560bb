import type { Tx } from "#server/platform/database/db.ts";

/** The next try of a locked delivery is due at the present moment, which is returned. */
export async function dueNow(tx: Tx, id: string): Promise<Date> {
  const { rows } = await tx.query<{ at: Date }>({
    name: "due_now",
    text: `update delivery set next_attempt_at = least(next_attempt_at, now()), updated_at = now() where id = $1
           returning next_attempt_at as at`,
    values: [id],
  });
  const [row] = rows;
  if (!row) throw new Error(`delivery ${id} is gone under its lock`);
  return row.at;
}
