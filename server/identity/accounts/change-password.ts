import type { KnownActor } from "#server/audit/actor.ts";
import { recordAction } from "#server/audit/record-action.ts";
import { checkPassword } from "#server/identity/accounts/check-password.ts";
import { hashPassword, verifyPassword } from "#server/identity/accounts/hash-password.ts";
import { endAccountLinks } from "#server/identity/accounts/sql/account-links.ts";
import { readPasswordHash } from "#server/identity/accounts/sql/read-password-hash.ts";
import { setPassword } from "#server/identity/accounts/sql/set-password.ts";
import { limits } from "#server/identity/limits/limits.ts";

import { endSessions } from "#server/identity/sessions/sql/end-sessions.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { ConflictError, InvalidInputError } from "#server/platform/errors.ts";
import { limitAttempts } from "#server/platform/rate-limits/limit-attempts.ts";

/** Changes the actor's own password. Needs the current one, and ends every session of the account, this one included. */
export async function changePassword(
  actor: KnownActor,
  input: { currentPassword: string; password: string },
  requestId: string,
): Promise<{ success: true }> {
  await limitAttempts([limits.ownPassword(actor.id)]);
  const current = await readPasswordHash(db(), actor.id);
  if (current === null) throw new ConflictError("This account is a demo identity and has no password.");
  if (!(await verifyPassword(current, input.currentPassword))) {
    throw new InvalidInputError([{ pointer: "/currentPassword", detail: "is not your password" }]);
  }
  await checkPassword(input.password, { email: actor.email ?? "", name: actor.name });
  const hash = await hashPassword(input.password);
  await inTransaction(db(), async (tx) => {
    await setPassword(tx, actor.id, hash);
    await endAccountLinks(tx, actor.id);
    await endSessions(tx, actor.id, null);
    await recordAction(
      tx,
      { actor, requestId },
      { action: "user.choose-password", target: { kind: "user", id: actor.id }, after: { by: "change" } },
    );
  });
  return { success: true };
}
