import type { Tx } from "#server/platform/database/db.ts";
import type { UnassignedDeadLetter } from "#server/triage/causes/assign-causes.ts";

/** Dead letters without a cause, locked: from before there were causes, or written by hand. */
export async function lockUnassigned(tx: Tx, limit: number): Promise<UnassignedDeadLetter[]> {
  const { rows } = await tx.query<UnassignedDeadLetter>({
    name: "read_nameless",
    text: `select id, handler, failure_code as "failureCode", error from delivery
           where state = 'dead' and cause is null order by id limit $1 for update skip locked`,
    values: [limit],
  });
  return rows;
}
