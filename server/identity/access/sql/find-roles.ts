import { demoRoles, type Role } from "#server/contracts/identity/access.ts";
import type { DemoMode } from "#server/contracts/identity/demo.ts";
import { sessionDays } from "#server/identity/sessions/session-cookie.ts";
import { isGoodToken, lowerRole } from "#server/identity/tokens/sql/good-token.ts";
import type { Queryable } from "#server/platform/database/db.ts";

/**
 * Which of these sessions and secrets of tokens (by hash) are good now, and with what role: the conditions of find-session and
 * find-api-token, for many at once. Moves no idle limit: to be looked at is not to be used.
 */
export async function findRoles(
  queryable: Queryable,
  { sessions, secrets, demo }: { sessions: readonly string[]; secrets: readonly string[]; demo: DemoMode },
): Promise<Map<string, Role>> {
  const { rows } = await queryable.query<{ id: string; role: Role }>({
    name: "find_roles",
    text: `select s.id::text, u.role from console_session s join console_user u on u.id = s.user_id
           where s.id = any($1::uuid[]) and s.expires_at > now() and s.created_at > now() - interval '${sessionDays} days'
             and u.disabled_at is null and (not u.demo or u.role = any($3::text[]))
           union all
           select t.hash, ${lowerRole} from api_token t join console_user u on u.id = t.owner_id
           where t.hash = any($2::text[]) and ${isGoodToken}
           union all
           select t.previous_hash, ${lowerRole} from api_token t join console_user u on u.id = t.owner_id
           where t.previous_hash = any($2::text[]) and t.previous_until > now() and ${isGoodToken}`,
    values: [sessions, secrets, demoRoles(demo)],
  });
  return new Map(rows.map(({ id, role }) => [id, role]));
}
