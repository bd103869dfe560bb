import { ofRoot } from "#server/delivery/deliveries/sql/of-root.ts";
import { type DeliveryRow, deliveryColumns } from "#server/delivery/deliveries/to-delivery-dto.ts";
import type { Tx } from "#server/platform/database/db.ts";

export type LockedDelivery = DeliveryRow & {
  version: number;
  subject: string;
  position: number;
  ordered: boolean;
  holds: boolean;
  idempotencyKey: string;
  traceparent: string | null;
  queuedAt: Date | null;
  data: unknown;
  messageVersion: number;
  payloadPurgedAt: Date | null;
  cause: string | null;
};

/** The columns of LockedDelivery, for a statement that names `delivery` d and `outbox_message` m. */
export const lockedColumns = `${deliveryColumns}, d.version, d.subject, d.position, d.ordered, d.holds, d.queued_at as "queuedAt",
  d.idempotency_key as "idempotencyKey", m.traceparent, m.data,
  m.version as "messageVersion", m.payload_purged_at as "payloadPurgedAt", d.cause`;

/** Reads one delivery with its message and locks its row: whoever comes next waits, then sees what was decided. */
export async function lockDelivery(tx: Tx, id: string): Promise<LockedDelivery | null> {
  const { rows } = await tx.query<LockedDelivery>({
    name: "lock_delivery",
    text: `select ${lockedColumns}
           from delivery d join outbox_message m on m.id = d.message_id
           where d.id = $1 for update of d`,
    values: [id],
  });
  return rows[0] ?? null;
}

/**
 * Locks every revision of the root that `id` belongs to, oldest first: whoever decides on two of them must take them in
 * one order, or two undos of one replay wait for each other. Returns the rows, none for an unknown id.
 */
export async function lockLineage(tx: Tx, id: string): Promise<LockedDelivery[]> {
  const { rows } = await tx.query<LockedDelivery>({
    name: "lock_lineage",
    text: `select ${lockedColumns}
           from delivery d join outbox_message m on m.id = d.message_id
           where ${ofRoot("(select root_id from delivery where id = $1)")}
           order by d.revision for update of d`,
    values: [id],
  });
  return rows;
}

/** The newest revision of a root that was not withdrawn: the one that actions go to. */
export async function newestRevision(tx: Tx, rootId: string): Promise<DeliveryRow | null> {
  const { rows } = await tx.query<DeliveryRow>({
    name: "newest_revision",
    text: `select ${deliveryColumns} from delivery d join outbox_message m on m.id = d.message_id
           where ${ofRoot("$1")} and d.state <> 'withdrawn' order by d.revision desc limit 1`,
    values: [rootId],
  });
  return rows[0] ?? null;
}
