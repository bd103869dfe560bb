import type { ActionRecord, AuditContext } from "#server/audit/record-action.ts";
import type { Tx } from "#server/platform/database/db.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

/** One entry. Its place in the chain, its time and its hashes come from the table's trigger, under the chain's lock. */
export async function insertAuditEntry(tx: Tx, entry: AuditContext & ActionRecord & { id: string }): Promise<void> {
  const { actor, target } = entry;
  await tx.query({
    name: "insert_audit_entry",
    text: `insert into audit_entry (id, actor_kind, actor_id, actor_name, actor_role, action, target_kind, target_id,
                                    result_id, reason, before, after, request_id)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12::jsonb, $13)`,
    values: [
      entry.id,
      actor.kind,
      actor.id,
      actor.name,
      actor.role,
      entry.action,
      target.kind,
      target.id,
      entry.resultId ?? null,
      entry.reason ?? null,
      json(entry.before),
      json(entry.after),
      entry.requestId,
    ],
  });
}
