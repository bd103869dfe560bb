import * as z from "zod";
import { demoRoles, roleDto } from "#server/contracts/identity/access.ts";
import type { DemoMode } from "#server/contracts/identity/demo.ts";
import { idleHours, sessionDays } from "#server/identity/sessions/session-cookie.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const foundSession = z.object({
  sessionId: z.uuid(),
  userId: z.uuid(),
  name: z.string(),
  email: z.string(),
  role: roleDto,
  demo: z.boolean(),
});
export type FoundSession = z.output<typeof foundSession>;

const statement = defineStatement({
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
  row: foundSession,
});

/**
 * The user of a session's hash as the account is now: a changed role or a disabled account counts from the next request on.
 * A demo identity is valid while the demo offers its role. Extends the idle limit, at most once in five minutes.
 * Null where the session is over.
 */
export const findSession = async (queryable: Queryable, hash: string, demo: DemoMode): Promise<FoundSession | null> =>
  (await statement.maybeOne(queryable, [hash, demoRoles(demo)])) ?? null;
