import { recheckNext } from "#server/delivery/deliveries/sql/recheck-next.ts";
import type { Tx } from "#server/platform/database/db.ts";

/** A locked dead letter stands before nobody any more; who waited behind it is looked at again. */
export async function releaseHold(tx: Tx, id: string): Promise<void> {
  await tx.query({
    name: "hold_no_more",
    text: `with freed as (
             update delivery set holds = false, version = version + 1, updated_at = now() where id = $1
             returning id, handler, subject, ordered
           ), ${recheckNext("freed")}
           select id from freed`,
    values: [id],
  });
}
