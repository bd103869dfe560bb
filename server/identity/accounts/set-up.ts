import type * as z from "zod";
import type { Actor } from "#server/audit/actor.ts";
import { recordAction } from "#server/audit/record-action.ts";
import type { setUpBody } from "#server/contracts/identity/access.ts";
import { checkPassword } from "#server/identity/accounts/check-password.ts";
import { hashPassword } from "#server/identity/accounts/hash-password.ts";
import { endAccountLinks, isSetUpLink } from "#server/identity/accounts/sql/account-links.ts";
import { insertUser } from "#server/identity/accounts/sql/insert-user.ts";
import { isSetUpOpen, lockSetUp } from "#server/identity/accounts/sql/lock-set-up.ts";
import { setPassword } from "#server/identity/accounts/sql/set-password.ts";
import { hashToken } from "#server/identity/tokens/hash-token.ts";
import { db, inTransaction, type Queryable } from "#server/platform/database/db.ts";
import { AppError, ConflictError, InvalidInputError } from "#server/platform/errors.ts";
import { newId } from "#server/platform/new-id.ts";

type FirstAdmin = Omit<z.output<typeof setUpBody>, "token">;

/** Throws 409 if there is an account, 403 for a token other than the terminal's. */
async function requireOpen(queryable: Queryable, token: string | null): Promise<void> {
  if (!(await isSetUpOpen(queryable))) {
    throw new ConflictError("Set-up is closed: there is an account. Sign in with it.");
  }
  if (token === null || (await isSetUpLink(queryable, hashToken(token)))) return;
  throw new AppError("forbidden", "This is not the set-up link in the server's terminal, or it is older than a day.");
}

/**
 * Creates the first account, an admin's, which closes set-up for good. `token` is that of the server's terminal, or null where
 * the environment names the admin. The token is checked before the password is checked or hashed.
 */
export async function setUp(
  admin: FirstAdmin,
  token: string | null,
  requestId: string | null,
): Promise<{ success: true; email: string }> {
  await requireOpen(db(), token);
  await checkPassword(admin.password, admin);
  const hash = await hashPassword(admin.password);
  const id = newId();
  await inTransaction(db(), async (tx) => {
    await lockSetUp(tx);
    await requireOpen(tx, token);
    const { name, email } = admin;
    if (!(await insertUser(tx, { id, name, email, role: "admin" }))) {
      throw new InvalidInputError([{ pointer: "/email", detail: "belongs to an account" }]);
    }
    await setPassword(tx, id, hash);
    await endAccountLinks(tx, null);
    const actor: Actor = { kind: "user", id, name, email, role: "admin", sessionId: null };
    await recordAction(
      tx,
      { actor, requestId },
      { action: "user.set-up", target: { kind: "user", id }, after: { email, role: "admin" } },
    );
  });
  return { success: true, email: admin.email };
}
