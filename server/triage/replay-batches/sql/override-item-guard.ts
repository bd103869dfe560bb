import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "override_item_guard",
  text: `with overridden as (
           update replay_item set outcome = 'pending', detail = null, settled_at = null, change = $3, override_by = $4, override_reason = $5
           where batch_id = $1 and number = $2 and outcome in ('alreadySent', 'conflict')
           returning change
         )
         update replay_batch b
         set changed = b.changed + (o.change = 'changed')::int, unchanged = b.unchanged + (o.change = 'unchanged')::int
         from overridden o where b.id = $1`,
});

type Overridden = { batchId: string; number: number; change: "changed" | "unchanged"; by: string; reason: string };

/** Makes an item pending that a guard left out. False where it was not. */
export async function overrideItemGuard(tx: Tx, { batchId, number, change, by, reason }: Overridden): Promise<boolean> {
  return (await statement.run(tx, [batchId, number, change, by, reason])) === 1;
}
