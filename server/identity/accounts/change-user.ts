import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import { recordActions } from "#server/audit/record-actions.ts";
import { refuseDemo } from "#server/audit/refuse-demo.ts";
import { requireCovered } from "#server/audit/require-covered.ts";
import { type ChangeUserBody, roles, type UserDto } from "#server/contracts/identity/access.ts";
import { endAccountLinks } from "#server/identity/accounts/sql/account-links.ts";
import { lockUser, updateUser } from "#server/identity/accounts/sql/lock-user.ts";
import { readUsers } from "#server/identity/accounts/sql/read-users.ts";
import { endSessions } from "#server/identity/sessions/sql/end-sessions.ts";
import { revokeTokensAbove } from "#server/identity/tokens/sql/api-tokens.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";

/**
 * Changes the role of a user, or disables or enables the account, from its next request on. A higher role ends its sessions.
 * Tokens above the new role, or all tokens of a disabled account, are revoked for good in the same transaction.
 */
export async function changeUser(id: string, change: ChangeUserBody, by: AuditContext): Promise<UserDto> {
  refuseDemo(by.actor);
  return inTransaction(db(), async (tx) => {
    const { user, otherAdmins } = await lockUser(tx, id);
    if (!user) throw new NotFoundError("There is no account with this ID.");
    const before = { role: user.role, disabled: user.disabled };
    const after = { role: change.role ?? user.role, disabled: change.disabled ?? user.disabled };
    if (user.demo && after.role !== user.role) throw new ConflictError("Demo identities keep their role.");
    if (user.disabled ? !after.disabled : after.role !== user.role) requireCovered(by.actor, { role: after.role });
    const leaves = user.role === "admin" && !user.disabled && (after.role !== "admin" || after.disabled);
    if (leaves && otherAdmins === 0) {
      throw new ConflictError("This is the last admin. Make another user an admin first.");
    }
    await updateUser(tx, id, after);
    // A session from before must not gain rights, because others may know its id: the user signs in again.
    const isRaised = roles.indexOf(after.role) > roles.indexOf(before.role);
    if (isRaised || (after.disabled && !user.disabled)) await endSessions(tx, id, null);
    if (after.disabled && !user.disabled) await endAccountLinks(tx, id);
    const [changed] = await readUsers(tx, id);
    if (!changed) throw new Error("a locked user was not found");
    const reason = after.disabled ? "the owner was disabled" : `the owner's role is now ${after.role}`;
    const ids = (await revokeTokensAbove(tx, id, after.disabled ? null : after.role)).sort();
    if (ids.length > 0) await recordActions(tx, by, { action: "token.revoke", kind: "token", ids, reason });
    await recordAction(tx, by, {
      action: "user.change",
      target: { kind: "user", id },
      reason: change.reason ?? null,
      before,
      after,
    });
    return changed;
  });
}
