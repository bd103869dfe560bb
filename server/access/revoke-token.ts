import { refuseDemo } from "#server/access/refuse-demo.ts";
import { revokeApiToken } from "#server/access/sql/api-tokens.ts";
import { type By, recordAction } from "#server/audit/record-action.ts";
import type { ApiTokenDto } from "#server/contracts/access.ts";
import { db, inTransaction } from "#server/db.ts";
import { NotFoundError } from "#server/errors.ts";

/** Ends a token for good. Its next request is refused. */
export async function revokeToken(id: string, by: By): Promise<ApiTokenDto> {
  refuseDemo(by.actor);
  return inTransaction(db(), async (tx) => {
    const revoked = await revokeApiToken(tx, id);
    if (!revoked) throw new NotFoundError("There is no such token, or it was revoked before.");
    const { name, role, prefix } = revoked;
    await recordAction(tx, by, {
      action: "token.revoke",
      target: { kind: "token", id },
      before: { name, role, prefix },
    });
    return revoked;
  });
}
