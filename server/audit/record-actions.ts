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

/** One decision about many: an entry for each, so that each one's history has it; one request id says that they were one. */
export async function recordActions(tx: Tx, { actor, requestId }: AuditContext, record: ActionsRecord): Promise<void> {
  const entries = record.ids.map((targetId) => ({ id: newId(), targetId }));
  await insertAuditEntries(tx, { actor, requestId, ...record, entries });
}
