import { shownName } from "#server/adapters/mail/greeting-of.ts";
import { defineHandler } from "#server/delivery/handlers/define-handler.ts";
import { PermanentError } from "#server/delivery/handlers/outcomes.ts";
import { accountInvited } from "#server/identity/messages/account-invited.ts";
import { passwordResetRequested } from "#server/identity/messages/password-reset-requested.ts";
import { accountLink } from "#server/identity/templates/account-link.ts";

/**
 * Mails to users of the console. Address and link are read from the account when the mail is sent, never from the payload: an
 * operator who edits a dead letter must not get an admin's link. So there are no fixes.
 */
export const sendAccountMails = defineHandler({
  id: "account-mails",
  label: "Account mails",
  noun: { one: "account mail", many: "account mails" },
  on: [accountInvited, passwordResetRequested],
  retry: { limit: 3, delaySeconds: 60, backoff: "exponential", maxDelaySeconds: 900 },
  ordered: true,
  onDeath: "continue",
  concurrency: 2,
  async run({ message, idempotencyKey, signal, beforeLastByte }, { mailer, accounts }) {
    const { userId } = message.data;
    const person = await accounts.find(userId);
    if (!person) throw new PermanentError("account_not_found", `there is no open account ${userId}`);
    const purpose = message.type === "account.invited" ? "invitation" : "reset";
    const mail = accountLink({ purpose, name: person.name, url: await accounts.linkFor(userId, purpose) });
    const to = { name: shownName(person.name), address: person.email };
    return mailer.send({ to, ...mail }, { idempotencyKey, signal, beforeLastByte });
  },
  fixes: [],
});
