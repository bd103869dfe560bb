import { type LockedDelivery, lockedColumns } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { ofRoot } from "#server/delivery/deliveries/sql/of-root.ts";
import type { Queryable } from "#server/platform/database/db.ts";

/** One delivery with its message, as a decision would lock it, without a lock. */
export async function readDelivery(queryable: Queryable, id: string): Promise<LockedDelivery | null> {
  const { rows } = await queryable.query<LockedDelivery>({
    name: "read_delivery",
    text: `select ${lockedColumns} from delivery d join outbox_message m on m.id = d.message_id where d.id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** The ids of every revision of a root. */
export async function readLineageIds(queryable: Queryable, rootId: string): Promise<string[]> {
  const { rows } = await queryable.query<{ id: string }>({
    name: "read_lineage_ids",
    text: `select d.id from delivery d where ${ofRoot("$1")}`,
    values: [rootId],
  });
  return rows.map(({ id }) => id);
}
