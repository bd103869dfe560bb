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
export async function recordActions(
  tx: Tx,
  by: AuditContext,
  { ids, kind, action, reason }: ActionsRecord,
): Promise<void> {
  await recordEach(
    tx,
    by,
    ids.map((id) => ({ action, target: { kind, id }, reason: reason ?? null })),
  );
}

/** Writes entries of one author, in their order. Like `recordAction`, it must be the transaction's last statement. */
export async function recordEach(tx: Tx, by: AuditContext, records: readonly ActionRecord[]): Promise<void> {
  if (records.length === 0) return;
  await insertAuditEntries(tx, { ...by, entries: records.map((record) => ({ id: newId(), ...record })) });
}
