import type { Tx } from "#server/db.ts";
import { newId } from "#server/new-id.ts";

export type TriageEntry = {
  deliveryId: string;
  action: "replay" | "undo" | "discard" | "restore";
  actor: string;
  requestId: string | null;
  reason?: string | null;
  newDeliveryId?: string | null;
  before?: unknown;
  after?: unknown;
};

/**
 * Writes who did what to a dead letter, in the transaction that does it. The time is taken now and not at its beginning:
 * a transaction that waited for a lock began before the action that it followed.
 */
export async function recordTriageAction(tx: Tx, entry: TriageEntry): Promise<void> {
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  await tx.query({
    name: "record_triage_action",
    text: `insert into triage_action (id, delivery_id, action, actor, reason, new_delivery_id, before, after, request_id, at)
           values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb, $9, clock_timestamp())`,
    values: [
      newId(),
      entry.deliveryId,
      entry.action,
      entry.actor,
      entry.reason ?? null,
      entry.newDeliveryId ?? null,
      json(entry.before),
      json(entry.after),
      entry.requestId,
    ],
  });
}
