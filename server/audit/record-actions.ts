import type { ActionRecord, AuditContext } from "#server/audit/record-action.ts";
import { insertAuditEntries } from "#server/audit/sql/insert-audit-entries.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { newId } from "#server/platform/new-id.ts";

export type ActionsRecord = {
  action: ActionRecord["action"];
  kind: ActionRecord["target"]["kind"];
  ids: readonly string[];
  reason?: string | null;
};

/** Writes one entry per target of a bulk action, so that each history has it. They share the request id. */
export async function recordActions(tx: Tx, { actor, requestId }: AuditContext, record: ActionsRecord): Promise<void> {
  const entries = record.ids.map((targetId) => ({ id: newId(), targetId }));
  await insertAuditEntries(tx, { actor, requestId, ...record, entries });
}
