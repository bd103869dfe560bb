import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import { recordActions } from "#server/audit/record-actions.ts";
import { refuseDemo } from "#server/audit/refuse-demo.ts";
import type { ApiTokenDto } from "#server/contracts/identity/api-token.ts";
import { readApiTokens, revokeTokenTree } from "#server/identity/tokens/sql/api-tokens.ts";
import { lockToken } from "#server/identity/tokens/sql/lock-token.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { NotFoundError } from "#server/platform/errors.ts";

/** Revokes a token and every token that was created with it. Their next request is refused. */
export async function revokeToken(id: string, by: AuditContext): Promise<ApiTokenDto> {
  refuseDemo(by.actor);
  return inTransaction(db(), async (tx) => {
    await lockToken(tx, id);
    const ids = await revokeTokenTree(tx, id);
    const [revoked] = await readApiTokens(tx, id);
    if (!ids.includes(id) || !revoked) throw new NotFoundError("This token is unknown or was already revoked.");
    const children = ids.filter((one) => one !== id).sort();
    const reason = `created with the token ${revoked.name}, which was revoked`;
    if (children.length > 0)
      await recordActions(tx, by, { action: "token.revoke", kind: "token", ids: children, reason });
    const { name, role, prefix } = revoked;
    await recordAction(tx, by, {
      action: "token.revoke",
      target: { kind: "token", id },
      before: { name, role, prefix },
    });
    return revoked;
  });
}
