import { demoRoles, type Role } from "#server/contracts/identity/access.ts";
import type { DemoMode } from "#server/contracts/identity/demo.ts";
import { idleHours, sessionDays } from "#server/identity/sessions/session-cookie.ts";
import type { Queryable } from "#server/platform/database/db.ts";

export type FoundSession = {
  sessionId: string;
  userId: string;
  name: string;
  email: string;
  role: Role;
  demo: boolean;
};

/**
 * The person behind a session's hash, as they are now: a role that was changed or an account that was switched off counts
 * from the next request on. A demo identity is known as long as the demo offers its role.
 * Moves the idle limit, at most once in five minutes. Null where the session is over.
 */
export async function findSession(queryable: Queryable, hash: string, demo: DemoMode): Promise<FoundSession | null> {
  const { rows } = await queryable.query<FoundSession>({
    name: "find_session",
    text: `with found as (
             select s.id as "sessionId", s.expires_at, u.id as "userId", u.name, u.email, u.role, u.demo
             from console_session s join console_user u on u.id = s.user_id
             where s.token = $1 and s.expires_at > now() and s.created_at > now() - interval '${sessionDays} days'
               and u.disabled_at is null and (not u.demo or u.role = any($2::text[]))
           ), moved as (
             update console_session s set expires_at = now() + interval '${idleHours} hours', updated_at = now()
             from found where s.id = found."sessionId"
               and found.expires_at < now() + interval '${idleHours} hours' - interval '5 minutes'
           )
           select "sessionId", "userId", name, email, role, demo from found`,
    values: [hash, demoRoles(demo)],
  });
  return rows[0] ?? null;
}
