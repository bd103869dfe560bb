import type { AuditContext } from "#server/audit/record-action.ts";
import type { ActionsRecord } from "#server/audit/record-actions.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

type Entries = AuditContext & Omit<ActionsRecord, "ids"> & { entries: readonly { id: string; targetId: string }[] };

const statement = defineStatement({
  name: "insert_audit_entries",
  text: `insert into audit_entry (id, actor_kind, actor_id, actor_name, actor_role, action, target_kind, target_id, reason, request_id)
           select e.id, $3, $4, $5, $6, $7, $8, e.target_id, $9, $10
           from unnest($1::uuid[], $2::text[]) with ordinality as e (id, target_id, place) order by e.place`,
});

/** Inserts one entry per target, in their order. The trigger chains each entry to the one before it. */
export async function insertAuditEntries(tx: Tx, { actor, requestId, entries, ...record }: Entries): Promise<void> {
  await statement.run(tx, [
    entries.map(({ id }) => id),
    entries.map(({ targetId }) => targetId),
    ...[actor.kind, actor.id, actor.name, actor.role],
    ...[record.action, record.kind, record.reason ?? null, requestId],
  ]);
}
