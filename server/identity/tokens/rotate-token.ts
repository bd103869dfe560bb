import type * as z from "zod";
import { accountOf } from "#server/audit/actor.ts";
import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import { refuseDemo } from "#server/audit/refuse-demo.ts";
import { requireCovered } from "#server/audit/require-covered.ts";
import type { apiTokenCreatedDto, rotateTokenBody } from "#server/contracts/identity/api-token.ts";
import { limits } from "#server/identity/limits/limits.ts";
import { hashToken, newApiToken } from "#server/identity/tokens/hash-token.ts";
import { isInTokenTree, readApiTokens, replaceSecret } from "#server/identity/tokens/sql/api-tokens.ts";
import { lockToken } from "#server/identity/tokens/sql/lock-token.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { AppError, NotFoundError } from "#server/platform/errors.ts";
import { limitAttempts } from "#server/platform/rate-limits/limit-attempts.ts";

/**
 * Gives a token a new secret and a new expiry. The previous secret is accepted for `overlapHours`; an older one ends at once.
 * Only the owner may rotate it: in a session, with the token itself, or with a token that created it. The secret acts in the
 * owner's name, and must end when the token that received it is revoked.
 */
export async function rotateToken(
  id: string,
  { overlapHours, expiresInDays }: z.output<typeof rotateTokenBody>,
  by: AuditContext,
): Promise<z.output<typeof apiTokenCreatedDto>> {
  refuseDemo(by.actor);
  await limitAttempts([limits.token(accountOf(by.actor))], "new tokens");
  const token = newApiToken();
  return inTransaction(db(), async (tx) => {
    const old = await lockToken(tx, id);
    if (!old) throw new NotFoundError("This token is unknown, revoked or expired. Create another one.");
    // Checked before the caller's token is locked: both then have the same owner, whose row is locked, so no deadlock is possible.
    if (accountOf(by.actor) !== old.ownerId) {
      throw new AppError("forbidden", "Only its owner can rotate a token. You can revoke it and create another one.");
    }
    const caller = by.actor.kind === "token" ? await lockToken(tx, by.actor.id ?? "") : null;
    requireCovered(caller ?? by.actor, old);
    if (caller && !(await isInTokenTree(tx, caller.id, id))) {
      throw new AppError(
        "forbidden",
        "A token can rotate itself and the tokens that were created with it. Sign in to rotate others.",
      );
    }
    const left = caller?.daysLeft ?? null;
    const days = left === null ? expiresInDays : Math.min(left, expiresInDays ?? left);
    const prefix = token.slice(0, 10);
    await replaceSecret(tx, id, { prefix, hash: hashToken(token), overlapHours, expiresInDays: days });
    const [rotated] = await readApiTokens(tx, id);
    if (!rotated) throw new Error("a locked token was not found");
    const { expiresAt, previousUntil } = rotated;
    await recordAction(tx, by, {
      action: "token.rotate",
      target: { kind: "token", id },
      before: { prefix: old.prefix },
      after: { prefix, expiresAt: expiresAt ?? "never", previousUntil },
    });
    return { ...rotated, token };
  });
}
