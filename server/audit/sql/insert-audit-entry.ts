import type { ActionRecord, AuditContext } from "#server/audit/record-action.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const statement = defineStatement({
  name: "insert_audit_entry",
  text: `insert into audit_entry (id, actor_kind, actor_id, actor_name, actor_role, action, target_kind, target_id,
                                    result_id, reason, before, after, request_id)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12::jsonb, $13)`,
});

/** Inserts one entry. The table's trigger sets its number, time and hashes under the chain's lock. */
export async function insertAuditEntry(tx: Tx, entry: AuditContext & ActionRecord & { id: string }): Promise<void> {
  const { id, actor, action, target, resultId = null, reason = null, before, after, requestId } = entry;
  await statement.run(tx, [
    ...[id, actor.kind, actor.id, actor.name, actor.role, action, target.kind, target.id],
    ...[resultId, reason, json(before), json(after), requestId],
  ]);
}
