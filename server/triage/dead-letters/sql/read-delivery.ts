import * as z from "zod";
import { type LockedDelivery, lockedColumns, lockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { ofRoot } from "#server/delivery/deliveries/sql/of-root.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const read = defineStatement({
  name: "read_delivery",
  text: `select ${lockedColumns} from delivery d join outbox_message m on m.id = d.message_id where d.id = $1`,
  row: lockedDelivery,
});
const readIds = defineStatement({
  name: "read_lineage_ids",
  text: `select d.id from delivery d where ${ofRoot("$1")}`,
  row: z.object({ id: z.uuid() }),
});

/** The columns that `lockDelivery` returns, without the lock. */
export async function readDelivery(queryable: Queryable, id: string): Promise<LockedDelivery | null> {
  return (await read.maybeOne(queryable, [id])) ?? null;
}

/** The IDs of every revision of a root. */
export async function readLineageIds(queryable: Queryable, rootId: string): Promise<string[]> {
  return (await readIds.all(queryable, [rootId])).map(({ id }) => id);
}
