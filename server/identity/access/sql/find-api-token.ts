import type { Role, Scope } from "#server/contracts/identity/access.ts";
import { isGoodToken, lowerRole } from "#server/identity/tokens/sql/good-token.ts";
import type { Queryable } from "#server/platform/database/db.ts";

export type FoundToken = { id: string; name: string; role: Role; scopes: Scope[] | null; ownerId: string };

/**
 * The token behind a hash, with its owner as they are now: a disabled owner ends it, and a lower role of theirs counts from the
 * next request on. Null where it is revoked or expired. Notes its use, at most once a minute.
 */
export async function findApiToken(queryable: Queryable, hash: string): Promise<FoundToken | null> {
  const { rows } = await queryable.query<FoundToken>({
    name: "find_api_token",
    text: `with found as (
             select t.id, t.name, ${lowerRole} as role, t.scopes, u.id as "ownerId", t.last_used_at
             from api_token t join console_user u on u.id = t.owner_id
             where (t.hash = $1 or (t.previous_hash = $1 and t.previous_until > now())) and ${isGoodToken}
           ), used as (
             update api_token t set last_used_at = now() from found
             where t.id = found.id and coalesce(found.last_used_at, '-infinity') < now() - interval '1 minute'
           )
           select id, name, role, scopes, "ownerId" from found`,
    values: [hash],
  });
  return rows[0] ?? null;
}
