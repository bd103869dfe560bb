import type { Actor } from "#server/audit/actor.ts";
import { insertAuditEntry } from "#server/audit/sql/insert-audit-entry.ts";
import type { AuditAction, auditTargetKinds } from "#server/contracts/audit.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { newId } from "#server/platform/new-id.ts";

/** The author and the request of a change: a parameter of every verb that changes something. */
export type AuditContext = { actor: Actor; requestId: string | null };

export type ActionRecord = {
  action: AuditAction;
  target: { kind: (typeof auditTargetKinds)[number]; id: string };
  /** The id of the row that the action created. */
  resultId?: string | null;
  reason?: string | null;
  /** The changed values only. Never a secret: an entry cannot be removed. */
  before?: unknown;
  after?: unknown;
};

/**
 * Writes an audit entry in the transaction of its change: both are committed, or neither. Must be the transaction's last
 * statement, because it holds the chain's lock until the commit.
 */
export async function recordAction(tx: Tx, { actor, requestId }: AuditContext, record: ActionRecord): Promise<void> {
  await insertAuditEntry(tx, { id: newId(), actor, requestId, ...record });
}
