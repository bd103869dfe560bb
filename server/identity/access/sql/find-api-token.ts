import * as z from "zod";
import { roleDto, scopeDto } from "#server/contracts/identity/access.ts";
import { isValidToken, lowerRole } from "#server/identity/tokens/sql/valid-token.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const foundToken = z.object({
  id: z.uuid(),
  name: z.string(),
  role: roleDto,
  scopes: z.array(scopeDto).nullable(),
  ownerId: z.uuid(),
});
type FoundToken = z.output<typeof foundToken>;

const statement = defineStatement({
  name: "find_api_token",
  text: `with found as (
             select t.id, t.name, ${lowerRole} as role, t.scopes, u.id as "ownerId", t.last_used_at
             from api_token t join console_user u on u.id = t.owner_id
             where (t.hash = $1 or (t.previous_hash = $1 and t.previous_until > now())) and ${isValidToken}
           ), used as (
             update api_token t set last_used_at = now() from found
             where t.id = found.id and coalesce(found.last_used_at, '-infinity') < now() - interval '1 minute'
           )
           select id, name, role, scopes, "ownerId" from found`,
  row: foundToken,
});

/**
 * The token of a hash, with the current role of its owner: a disabled owner ends it, and a lower role of the owner counts
 * from the next request on. Null where it is revoked or expired. Records its use, at most once a minute.
 */
export const findApiToken = async (queryable: Queryable, hash: string): Promise<FoundToken | null> =>
  (await statement.maybeOne(queryable, [hash])) ?? null;
