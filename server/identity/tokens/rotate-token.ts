import type * as z from "zod";
import { accountOf } from "#server/audit/actor.ts";
import { type By, recordAction } from "#server/audit/record-action.ts";
import { refuseDemo } from "#server/audit/refuse-demo.ts";
import { requireCovered } from "#server/audit/require-covered.ts";
import type { apiTokenCreatedDto, rotateTokenBody } from "#server/contracts/identity/api-token.ts";
import { limits } from "#server/identity/limits/limits.ts";
import { hashToken, newApiToken } from "#server/identity/tokens/hash-token.ts";
import { isInTokenTree, readApiTokens, replaceSecret } from "#server/identity/tokens/sql/api-tokens.ts";
import { lockToken } from "#server/identity/tokens/sql/lock-token.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { AppError, NotFoundError } from "#server/platform/errors.ts";
import { limitTries } from "#server/platform/rate-limits/limit-tries.ts";

/**
 * Gives a token a new secret and a new expiry. The old secret is accepted for `overlapHours`; one from before that ends at once.
 * Only the owner rotates, in a session, or with the token itself or one that created it: the secret acts in the owner's name, and
 * a secret that a token was given must end when that token is revoked.
 */
export async function rotateToken(
  id: string,
  { overlapHours, expiresInDays }: z.output<typeof rotateTokenBody>,
  by: By,
): Promise<z.output<typeof apiTokenCreatedDto>> {
  refuseDemo(by.actor);
  await limitTries([limits.token(accountOf(by.actor))], "new tokens");
  const token = newApiToken();
  return inTransaction(db(), async (tx) => {
    const old = await lockToken(tx, id);
    if (!old) throw new NotFoundError("This token is unknown, revoked or expired. Create another one.");
    // Before the caller's token is locked: its owner's account is then locked already, so that nothing can deadlock.
    if (accountOf(by.actor) !== old.ownerId) {
      throw new AppError("forbidden", "Only its owner rotates a token. You can revoke it and create another one.");
    }
    const maker = by.actor.kind === "token" ? await lockToken(tx, by.actor.id ?? "") : null;
    requireCovered(maker ?? by.actor, old);
    if (maker && !(await isInTokenTree(tx, maker.id, id))) {
      throw new AppError(
        "forbidden",
        "A token rotates itself and the tokens that were created with it. Sign in to rotate others.",
      );
    }
    const left = maker?.daysLeft ?? null;
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
