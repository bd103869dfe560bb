import type * as z from "zod";
import { accountOf } from "#server/audit/actor.ts";
import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import { refuseDemo } from "#server/audit/refuse-demo.ts";
import { requireCovered } from "#server/audit/require-covered.ts";
import { can } from "#server/contracts/identity/access.ts";
import type { apiTokenCreatedDto, createTokenBody } from "#server/contracts/identity/api-token.ts";
import { limits } from "#server/identity/limits/limits.ts";
import { hashToken, newApiToken } from "#server/identity/tokens/hash-token.ts";
import { insertApiToken, readApiTokens } from "#server/identity/tokens/sql/api-tokens.ts";
import { lockOwner, lockToken } from "#server/identity/tokens/sql/lock-token.ts";
import { db, inTransaction, type Tx } from "#server/platform/database/db.ts";
import { AppError, InvalidInputError } from "#server/platform/errors.ts";
import { newId } from "#server/platform/new-id.ts";
import { limitAttempts } from "#server/platform/rate-limits/limit-attempts.ts";

/** Locks and returns the creator: an account, or a token in the name of its owner. Throws 403 if it is disabled. */
async function lockCreator(tx: Tx, { kind, id }: AuditContext["actor"]) {
  if (kind === "token") {
    const parent = await lockToken(tx, id ?? "");
    if (parent) {
      const { ownerId, role, scopes, daysLeft } = parent;
      return { ownerId, parentId: parent.id, grants: { role, scopes }, daysLeft };
    }
  }
  const owner = kind === "user" ? await lockOwner(tx, id ?? "") : null;
  if (owner) return { ownerId: owner.id, parentId: null, grants: { role: owner.role }, daysLeft: null };
  throw new AppError("forbidden", "A token needs an owner: an account that is not disabled.");
}

/**
 * Creates a token. Only this response has its secret; its hash and its first letters are stored. It belongs to the account that
 * creates it, or to the owner of the token that does. Its rights and its expiry are limited to those of its creator.
 */
export async function createToken(
  { name, role, expiresInDays, ...body }: z.output<typeof createTokenBody>,
  by: AuditContext,
): Promise<z.output<typeof apiTokenCreatedDto>> {
  refuseDemo(by.actor);
  const scopes = body.scopes ?? null;
  const foreign = (scopes ?? []).filter((action) => !can(role, action));
  if (foreign.length > 0) {
    throw new InvalidInputError([{ pointer: "/scopes", detail: `names what a ${role} may not do: ${foreign[0]}` }]);
  }
  await limitAttempts([limits.token(accountOf(by.actor))], "new tokens");
  const token = newApiToken();
  return inTransaction(db(), async (tx) => {
    const { ownerId, parentId, grants, daysLeft } = await lockCreator(tx, by.actor);
    requireCovered(grants, { role, scopes });
    const id = newId();
    const prefix = token.slice(0, 10);
    const days = daysLeft === null ? expiresInDays : Math.min(daysLeft, expiresInDays ?? daysLeft);
    await insertApiToken(tx, {
      ...{ id, name, prefix, hash: hashToken(token), role, scopes, expiresInDays: days },
      ...{ createdBy: by.actor.name, ownerId, parentId },
    });
    const [created] = await readApiTokens(tx, id);
    if (!created) throw new Error("an inserted token was not found");
    await recordAction(tx, by, {
      action: "token.create",
      target: { kind: "token", id },
      after: { name, role, prefix, scopes, ownerId, expiresAt: created.expiresAt ?? "never" },
    });
    return { ...created, token };
  });
}
