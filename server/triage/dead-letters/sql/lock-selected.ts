import type { DeliveryState } from "#server/contracts/delivery/delivery.ts";
import type { Tx } from "#server/platform/database/db.ts";

export type SelectedDelivery = {
  id: string;
  rootId: string;
  messageId: string;
  state: DeliveryState;
  version: number;
  revision: number;
};

/**
 * Locks these deliveries in the order of their ids, whatever order they were named in: two operators whose selections overlap
 * wait for each other in one order. What is returned is what the last winner left.
 */
export async function lockSelected(tx: Tx, ids: readonly string[]): Promise<SelectedDelivery[]> {
  const { rows } = await tx.query<SelectedDelivery>({
    name: "lock_selected",
    text: `select id, root_id as "rootId", message_id as "messageId", state, version, revision
           from delivery where id = any($1::uuid[]) order by id for update`,
    values: [ids],
  });
  return rows;
}
