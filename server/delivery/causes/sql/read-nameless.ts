import type { NewDeath } from "#server/delivery/causes/name-deaths.ts";
import type { Tx } from "#server/platform/database/db.ts";

/** Dead letters without a cause, locked: from before there were causes, or written by hand. */
export async function readNameless(tx: Tx, limit: number): Promise<NewDeath[]> {
  const { rows } = await tx.query<NewDeath>({
    name: "read_nameless",
    text: `select id, handler, failure_code as "failureCode", error from delivery
           where state = 'dead' and cause is null order by id limit $1 for update skip locked`,
    values: [limit],
  });
  return rows;
}
