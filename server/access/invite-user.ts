import type * as z from "zod";
import { accountOf } from "#server/access/actor.ts";
import { limits, limitTries } from "#server/access/limit-tries.ts";
import { refuseDemo } from "#server/access/refuse-demo.ts";
import { requireCovered } from "#server/access/require-covered.ts";
import { insertUser } from "#server/access/sql/insert-user.ts";
import { readUsers } from "#server/access/sql/read-users.ts";
import { type By, recordAction } from "#server/audit/record-action.ts";
import type { inviteBody, UserDto } from "#server/contracts/access.ts";
import { db, inTransaction } from "#server/db.ts";
import { ConflictError } from "#server/errors.ts";
import { accountInvited } from "#server/messages/account-invited.ts";
import { newId } from "#server/new-id.ts";
import { publish } from "#server/outbox/publish.ts";
import { wake } from "#server/wakeups/notify.ts";

/** Makes an account without a password, and publishes the invitation with it. The link is made when the mail leaves. */
export async function inviteUser(person: z.output<typeof inviteBody>, by: By): Promise<UserDto> {
  refuseDemo(by.actor);
  requireCovered(by.actor, { role: person.role });
  await limitTries([limits.invite(accountOf(by.actor))], "invitations");
  const id = newId();
  const invited = await inTransaction(db(), async (tx) => {
    if (!(await insertUser(tx, { id, ...person }))) {
      throw new ConflictError("This address has an account. Send it a link for a new password, or switch it on again.");
    }
    await publish(tx, accountInvited, { subject: `users/${id}`, data: { userId: id } });
    const [made] = await readUsers(tx, id);
    await recordAction(tx, by, { action: "user.invite", target: { kind: "user", id }, after: person });
    return made;
  });
  wake("redeliver_outbox");
  if (!invited) throw new Error("an inserted user was not found");
  return invited;
}
