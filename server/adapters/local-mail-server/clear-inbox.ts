import { deleteCaptured } from "#server/adapters/local-mail-server/sql/delete-captured.ts";
import { mayDo } from "#server/audit/may-do.ts";
import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";

/** Empties the demo's inbox. Keeps the counts of scripted failures, which a mail in flight must not meet again. */
export async function clearInbox(by: AuditContext): Promise<{ mails: number; webhooks: number }> {
  return inTransaction(db(), async (tx) => {
    const deleted = await deleteCaptured(tx, { accountMails: mayDo(by.actor, "inbox.account-mails") });
    await recordAction(tx, by, { action: "inbox.clear", target: { kind: "inbox", id: "inbox" }, after: deleted });
    return deleted;
  });
}
