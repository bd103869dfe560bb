import type { Role, Scope } from "#server/contracts/identity/access.ts";
import { isGoodToken, lowerRole } from "#server/identity/tokens/sql/good-token.ts";
import type { Tx } from "#server/platform/database/db.ts";

export type LockedToken = {
  id: string;
  name: string;
  prefix: string;
  role: Role;
  scopes: Scope[] | null;
  ownerId: string;
  /** Days until it expires; null is never. */
  daysLeft: number | null;
};

/** Locks an account that is open. Null where it is disabled or unknown. */
export async function lockOwner(tx: Tx, id: string): Promise<{ id: string; role: Role } | null> {
  const { rows } = await tx.query<{ id: string; role: Role }>({
    name: "lock_owner",
    text: "select id, role from console_user where id = $1 and disabled_at is null for no key update",
    values: [id],
  });
  return rows[0] ?? null;
}

/**
 * Locks the owner of a token and then reads the token, so that its owner's disabling, its revoking and its children are decided
 * one after the other. Null where it is revoked, expired or unknown.
 */
export async function lockToken(tx: Tx, id: string): Promise<LockedToken | null> {
  await tx.query({
    name: "lock_owner_of_token",
    text: `select from console_user where id = (select owner_id from api_token where id = $1) for no key update`,
    values: [id],
  });
  const { rows } = await tx.query<LockedToken>({
    name: "read_locked_token",
    text: `select t.id, t.name, t.prefix, ${lowerRole} as role, t.scopes, u.id as "ownerId",
                  (extract(epoch from t.expires_at - now()) / 86400)::float8 as "daysLeft"
           from api_token t join console_user u on u.id = t.owner_id where t.id = $1 and ${isGoodToken}`,
    values: [id],
  });
  return rows[0] ?? null;
}
