import type * as z from "zod";
import { accountOf } from "#server/audit/actor.ts";
import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import { refuseDemo } from "#server/audit/refuse-demo.ts";
import { requireCovered } from "#server/audit/require-covered.ts";
import type { inviteBody, UserDto } from "#server/contracts/identity/access.ts";
import { publish } from "#server/delivery/outbox/publish.ts";
import { insertUser } from "#server/identity/accounts/sql/insert-user.ts";
import { readUsers } from "#server/identity/accounts/sql/read-users.ts";
import { limits } from "#server/identity/limits/limits.ts";

import { accountInvited } from "#server/identity/messages/account-invited.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { ConflictError } from "#server/platform/errors.ts";
import { newId } from "#server/platform/new-id.ts";
import { limitAttempts } from "#server/platform/rate-limits/limit-attempts.ts";
import { notify } from "#server/platform/wakeups/notify.ts";

/** Creates an account without a password and publishes its invitation. The link is created when the mail is sent. */
export async function inviteUser(person: z.output<typeof inviteBody>, by: AuditContext): Promise<UserDto> {
  refuseDemo(by.actor);
  requireCovered(by.actor, { role: person.role });
  await limitAttempts([limits.invite(accountOf(by.actor))], "invitations");
  const id = newId();
  const invited = await inTransaction(db(), async (tx) => {
    if (!(await insertUser(tx, { id, ...person }))) {
      throw new ConflictError("This address has an account. Send it a link for a new password, or enable it again.");
    }
    await publish(tx, accountInvited, { subject: `users/${id}`, data: { userId: id } });
    const [made] = await readUsers(tx, id);
    await recordAction(tx, by, { action: "user.invite", target: { kind: "user", id }, after: person });
    return made;
  });
  notify("redeliver_outbox");
  if (!invited) throw new Error("an inserted user was not found");
  return invited;
}
