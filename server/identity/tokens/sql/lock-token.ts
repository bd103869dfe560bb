import * as z from "zod";
import { type Role, roleDto, scopeDto } from "#server/contracts/identity/access.ts";
import { isValidToken, lowerRole } from "#server/identity/tokens/sql/valid-token.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const lockUserRow = defineStatement({
  name: "lock_owner",
  text: "select id, role from console_user where id = $1 and disabled_at is null for no key update",
  row: z.object({ id: z.uuid(), role: roleDto }),
});

/** Locks an enabled account. Null where it is disabled or unknown. */
export const lockOwner = async (tx: Tx, id: string): Promise<{ id: string; role: Role } | null> =>
  (await lockUserRow.maybeOne(tx, [id])) ?? null;

const lockedToken = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string(),
  role: roleDto,
  scopes: z.array(scopeDto).nullable(),
  ownerId: z.uuid(),
  /** Days until it expires. Null: never. */
  daysLeft: z.number().nullable(),
});
type LockedToken = z.output<typeof lockedToken>;

const lockOwnerOfToken = defineStatement({
  name: "lock_owner_of_token",
  text: `select from console_user where id = (select owner_id from api_token where id = $1) for no key update`,
});

const readLocked = defineStatement({
  name: "read_locked_token",
  text: `select t.id, t.name, t.prefix, ${lowerRole} as role, t.scopes, u.id as "ownerId",
                  (extract(epoch from t.expires_at - now()) / 86400)::float8 as "daysLeft"
           from api_token t join console_user u on u.id = t.owner_id where t.id = $1 and ${isValidToken}`,
  row: lockedToken,
});

/**
 * Locks the owner of a token and then reads the token: changes of the owner, of the token and of tokens created with it
 * happen one after the other. Null where the token is revoked, expired or unknown.
 */
export async function lockToken(tx: Tx, id: string): Promise<LockedToken | null> {
  await lockOwnerOfToken.run(tx, [id]);
  return (await readLocked.maybeOne(tx, [id])) ?? null;
}
