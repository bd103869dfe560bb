import * as z from "zod";
import type { DeliveryState } from "#server/contracts/delivery/delivery.ts";
import { adjustCauseCounts } from "#server/delivery/causes/sql/adjust-cause-counts.ts";
import { sourcesOf } from "#server/delivery/deliveries/delivery-state.ts";
import { recheckNext } from "#server/delivery/deliveries/sql/recheck-next.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { ConflictError } from "#server/platform/errors.ts";

const statement = defineStatement({
  name: "transition",
  text: `with moved as (
             update delivery
             set state = $2, version = version + 1, updated_at = now(), settled_at = coalesce(settled_at, now()),
                 discarded_at = case when $2 = 'discarded' then now() end
             where id = any($1::uuid[]) and state = any($3::text[])
             returning id, handler, subject, ordered, cause
           ), ${recheckNext("moved")}
           select cause from moved`,
  row: z.object({ cause: z.string().nullable() }),
});

/**
 * Compare-and-set: moves the deliveries to `to` if each is in a state from which it may, and raises their version. Deliveries
 * blocked by them are checked again, and the counts of their causes are updated. Throws ConflictError where one is not: the
 * transaction of the caller must not commit.
 */
export async function transition(tx: Tx, ids: readonly string[], to: DeliveryState): Promise<void> {
  const rows = await statement.all(tx, [ids, to, sourcesOf(to)]);
  if (rows.length !== ids.length)
    throw new ConflictError("This delivery has changed in the meantime. Reload to see its current state.");
  const causes = rows.map(({ cause }) => cause);
  if (to === "dead") await adjustCauseCounts(tx, causes, 1);
  if (sourcesOf(to).includes("dead")) await adjustCauseCounts(tx, causes, -1);
}
