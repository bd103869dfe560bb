import type { Actor } from "#server/audit/actor.ts";
import { insertAuditEntry } from "#server/audit/sql/insert-audit-entry.ts";
import type { AuditAction } from "#server/contracts/audit.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { newId } from "#server/platform/new-id.ts";

/** Who acts and by which request: what every verb that changes something takes along. */
export type AuditContext = { actor: Actor; requestId: string | null };

export type ActionRecord = {
  action: AuditAction;
  target: {
    kind:
      | "delivery"
      | "cause"
      | "order"
      | "user"
      | "token"
      | "inbox"
      | "session"
      | "sending"
      | "handler"
      | "alert"
      | "list"
      | "route";
    id: string;
  };
  /** What the action brought into being. */
  resultId?: string | null;
  reason?: string | null;
  /** What changed, and only that. Never a secret: an entry cannot be taken back. */
  before?: unknown;
  after?: unknown;
};

/**
 * Writes who did what to what, and why, in the transaction that does it: both are there or neither. Must be the
 * transaction's last statement, because the chain's lock is held from here to the commit.
 */
export async function recordAction(tx: Tx, { actor, requestId }: AuditContext, record: ActionRecord): Promise<void> {
  await insertAuditEntry(tx, { id: newId(), actor, requestId, ...record });
}
