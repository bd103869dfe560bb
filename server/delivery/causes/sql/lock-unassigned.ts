import * as z from "zod";
import type { UnassignedDeadLetter } from "#server/delivery/causes/assign-causes.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "read_nameless",
  text: `select id, handler, failure_code as "failureCode", error from delivery
         where state = 'dead' and cause is null order by id limit $1 for update skip locked`,
  row: z.object({
    id: z.uuid(),
    handler: z.string(),
    failureCode: z.string().nullable(),
    error: z.string().nullable(),
  }),
});

/** Locks dead letters without a cause: from before causes existed, or inserted by hand. */
export async function lockUnassigned(tx: Tx, limit: number): Promise<UnassignedDeadLetter[]> {
  return statement.all(tx, [limit]);
}
