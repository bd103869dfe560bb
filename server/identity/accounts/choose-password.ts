import { recordAction } from "#server/audit/record-action.ts";
import { checkPassword } from "#server/identity/accounts/check-password.ts";
import { hashPassword } from "#server/identity/accounts/hash-password.ts";
import { endAccountLinks, findLinkOwner, useAccountLink } from "#server/identity/accounts/sql/account-links.ts";
import { setPassword } from "#server/identity/accounts/sql/set-password.ts";
import { endSessions } from "#server/identity/sessions/sql/end-sessions.ts";
import { hashToken } from "#server/identity/tokens/hash-token.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { AppError } from "#server/platform/errors.ts";

const noLink = () =>
  new AppError("forbidden", "This link was used, has expired, or is incomplete. Ask an admin for a new one.");

/**
 * Sets the password of an account by a mailed link. Ends every other link and every session of the account. The link is checked
 * first: a request without a valid link costs no hash.
 */
export async function choosePassword(
  input: { token: string; password: string },
  requestId: string | null,
): Promise<{ success: true; email: string }> {
  const token = hashToken(input.token);
  const owner = await findLinkOwner(db(), token);
  if (!owner) throw noLink();
  await checkPassword(input.password, owner);
  const hash = await hashPassword(input.password);
  return inTransaction(db(), async (tx) => {
    const link = await useAccountLink(tx, token);
    if (!link) throw noLink();
    const { userId: id, name, email, role, purpose } = link;
    await setPassword(tx, id, hash);
    await endAccountLinks(tx, id);
    await endSessions(tx, id, null);
    const actor = { kind: "user", id, name, email, role, sessionId: null } as const;
    await recordAction(
      tx,
      { actor, requestId },
      { action: "user.choose-password", target: { kind: "user", id }, after: { by: purpose } },
    );
    return { success: true, email };
  });
}
