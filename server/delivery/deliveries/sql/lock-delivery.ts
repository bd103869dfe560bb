import * as z from "zod";
import { ofRoot } from "#server/delivery/deliveries/sql/of-root.ts";
import { type DeliveryRow, deliveryColumns, deliveryRow } from "#server/delivery/deliveries/to-delivery-dto.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

export const lockedDelivery = deliveryRow.extend({
  version: z.int(),
  subject: z.string(),
  position: z.int(),
  ordered: z.boolean(),
  holds: z.boolean(),
  queuedAt: z.date().nullable(),
  idempotencyKey: z.uuid(),
  traceparent: z.string().nullable(),
  /** The payload as it was published: `upgradePayload` makes the current version of it. */
  data: z.unknown(),
  messageVersion: z.int(),
  payloadPurgedAt: z.date().nullable(),
  cause: z.string().nullable(),
});
export type LockedDelivery = z.output<typeof lockedDelivery>;

/** The columns of lockedDelivery, for a statement that names `delivery` d and `outbox_message` m. */
export const lockedColumns = `${deliveryColumns}, d.version, d.subject, d.position, d.ordered, d.holds, d.queued_at as "queuedAt",
  d.idempotency_key as "idempotencyKey", m.traceparent, m.data,
  m.version as "messageVersion", m.payload_purged_at as "payloadPurgedAt", d.cause`;

const lock = defineStatement({
  name: "lock_deliveries",
  text: `select ${lockedColumns}
         from delivery d join outbox_message m on m.id = d.message_id
         where d.id = any($1::uuid[]) order by d.id for update of d`,
  row: lockedDelivery,
});
const lockRoot = defineStatement({
  name: "lock_lineage",
  text: `select ${lockedColumns}
         from delivery d join outbox_message m on m.id = d.message_id
         where ${ofRoot("(select root_id from delivery where id = $1)")}
         order by d.revision for update of d`,
  row: lockedDelivery,
});
const readNewest = defineStatement({
  name: "newest_revisions",
  text: `select n.* from unnest($1::uuid[]) r (id) cross join lateral (
           select ${deliveryColumns} from delivery d join outbox_message m on m.id = d.message_id
           where ${ofRoot("r.id")} and d.state <> 'withdrawn' order by d.revision desc limit 1) n`,
  row: deliveryRow,
});

/**
 * Reads deliveries with their messages and locks their rows, in the order of their IDs: transactions with overlapping
 * selections cannot deadlock. A row that another transaction holds is waited for and read as that one left it.
 */
export async function lockDeliveries(tx: Tx, ids: readonly string[]): Promise<LockedDelivery[]> {
  return lock.all(tx, [ids]);
}

/** Locks one delivery as `lockDeliveries` does. Null for an unknown ID. */
export async function lockDelivery(tx: Tx, id: string): Promise<LockedDelivery | null> {
  return (await lock.maybeOne(tx, [[id]])) ?? null;
}

/** Locks every revision of the root of `id`, oldest first, so that two undos cannot deadlock. No rows for an unknown ID. */
export async function lockLineage(tx: Tx, id: string): Promise<LockedDelivery[]> {
  return lockRoot.all(tx, [id]);
}

/** The newest revision of each root that was not withdrawn, by the root's ID: the revision that can be acted on. */
export async function newestRevisions(tx: Tx, rootIds: readonly string[]): Promise<Map<string, DeliveryRow>> {
  const rows = await readNewest.all(tx, [[...new Set(rootIds)]]);
  return new Map(rows.map((row) => [row.rootId, row]));
}
