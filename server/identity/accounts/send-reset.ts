import { type By, recordAction } from "#server/audit/record-action.ts";
import { refuseDemo } from "#server/audit/refuse-demo.ts";
import { publish } from "#server/delivery/outbox/publish.ts";
import { lockUser } from "#server/identity/accounts/sql/lock-user.ts";
import { readPasswordHash } from "#server/identity/accounts/sql/read-password-hash.ts";
import { limits } from "#server/identity/limits/limits.ts";
import { accountInvited } from "#server/identity/messages/account-invited.ts";
import { passwordResetRequested } from "#server/identity/messages/password-reset-requested.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { limitTries } from "#server/platform/rate-limits/limit-tries.ts";
import { wake } from "#server/platform/wakeups/notify.ts";

/** Mails somebody a link to choose a password; who has none yet is invited again. The old password works until then. */
export async function sendReset(id: string, by: By): Promise<{ success: true }> {
  refuseDemo(by.actor);
  await limitTries([limits.reset(id)], "links for this account");
  await inTransaction(db(), async (tx) => {
    const { user } = await lockUser(tx, id);
    if (!user) throw new NotFoundError("There is no account of that id.");
    if (user.demo) throw new ConflictError("Demo identities have no password and no mailbox.");
    if (user.disabled) throw new ConflictError("This account is switched off. Switch it on first.");
    const invited = (await readPasswordHash(tx, id)) === null;
    await publish(tx, invited ? accountInvited : passwordResetRequested, {
      subject: `users/${id}`,
      data: { userId: id },
    });
    await recordAction(tx, by, { action: "user.send-reset", target: { kind: "user", id } });
  });
  wake("redeliver_outbox");
  return { success: true };
}
