import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import { refuseDemo } from "#server/audit/refuse-demo.ts";
import { publish } from "#server/delivery/outbox/publish.ts";
import { lockUser } from "#server/identity/accounts/sql/lock-user.ts";
import { readPasswordHash } from "#server/identity/accounts/sql/read-password-hash.ts";
import { limits } from "#server/identity/limits/limits.ts";

import { accountInvited } from "#server/identity/messages/account-invited.ts";
import { passwordResetRequested } from "#server/identity/messages/password-reset-requested.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { limitAttempts } from "#server/platform/rate-limits/limit-attempts.ts";
import { notify } from "#server/platform/wakeups/notify.ts";

/** Mails a user a link to choose a password, or a new invitation if they have none. The old password works until then. */
export async function sendReset(id: string, by: AuditContext): Promise<{ success: true }> {
  refuseDemo(by.actor);
  await limitAttempts([limits.reset(id)], "links for this account");
  await inTransaction(db(), async (tx) => {
    const { user } = await lockUser(tx, id);
    if (!user) throw new NotFoundError("There is no account with this ID.");
    if (user.demo) throw new ConflictError("Demo identities have no password and no mailbox.");
    if (user.disabled) throw new ConflictError("This account is disabled. Enable it first.");
    const invited = (await readPasswordHash(tx, id)) === null;
    await publish(tx, invited ? accountInvited : passwordResetRequested, {
      subject: `users/${id}`,
      data: { userId: id },
    });
    await recordAction(tx, by, { action: "user.send-reset", target: { kind: "user", id } });
  });
  notify("redeliver_outbox");
  return { success: true };
}
