import { recheckNext } from "#server/delivery/deliveries/sql/recheck-next.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "release_hold",
  text: `with freed as (
           update delivery set holds = false, version = version + 1, updated_at = now() where id = $1
           returning id, handler, subject, ordered
         ), ${recheckNext("freed")}
         select from freed`,
});

/** A locked dead letter no longer blocks the later messages of its subject: the relay rechecks the first that waits. */
export async function releaseHold(tx: Tx, id: string): Promise<void> {
  await statement.run(tx, [id]);
}
