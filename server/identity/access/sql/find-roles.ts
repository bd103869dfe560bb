import * as z from "zod";
import { demoRoles, type Role, roleDto } from "#server/contracts/identity/access.ts";
import type { DemoMode } from "#server/contracts/identity/demo.ts";
import { sessionDays } from "#server/identity/sessions/session-cookie.ts";
import { isValidToken, lowerRole } from "#server/identity/tokens/sql/valid-token.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "find_roles",
  text: `select s.id::text, u.role from console_session s join console_user u on u.id = s.user_id
           where s.id = any($1::uuid[]) and s.expires_at > now() and s.created_at > now() - interval '${sessionDays} days'
             and u.disabled_at is null and (not u.demo or u.role = any($3::text[]))
           union all
           select t.hash, ${lowerRole} from api_token t join console_user u on u.id = t.owner_id
           where t.hash = any($2::text[]) and ${isValidToken}
           union all
           select t.previous_hash, ${lowerRole} from api_token t join console_user u on u.id = t.owner_id
           where t.previous_hash = any($2::text[]) and t.previous_until > now() and ${isValidToken}`,
  row: z.object({ id: z.string(), role: roleDto }),
});

/**
 * The roles of those sessions and token hashes that are valid now: the conditions of find-session and find-api-token for
 * many at once. Does not extend the idle limit.
 */
export async function findRoles(
  queryable: Queryable,
  { sessions, secrets, demo }: { sessions: readonly string[]; secrets: readonly string[]; demo: DemoMode },
): Promise<Map<string, Role>> {
  const rows = await statement.all(queryable, [sessions, secrets, demoRoles(demo)]);
  return new Map(rows.map(({ id, role }) => [id, role]));
}
