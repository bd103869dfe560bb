import type { Role } from "#server/contracts/access.ts";
import type { Queryable } from "#server/db.ts";

export type FoundToken = { id: string; name: string; role: Role };

/** The token behind a hash, unless it was revoked. Notes its use, at most once a minute. */
export async function findApiToken(queryable: Queryable, hash: string): Promise<FoundToken | null> {
  const { rows } = await queryable.query<FoundToken>({
    name: "find_api_token",
    text: `with found as (
             select id, name, role, last_used_at from api_token where hash = $1 and revoked_at is null
           ), used as (
             update api_token t set last_used_at = now() from found
             where t.id = found.id and coalesce(found.last_used_at, '-infinity') < now() - interval '1 minute'
           )
           select id, name, role from found`,
    values: [hash],
  });
  return rows[0] ?? null;
}
