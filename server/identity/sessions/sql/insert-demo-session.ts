import type { Role } from "#server/contracts/identity/access.ts";
import { idleHours } from "#server/identity/sessions/session-cookie.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { newId } from "#server/platform/new-id.ts";

const statement = defineStatement({
  name: "insert_demo_session",
  text: `with person as (
             insert into console_user (id, name, email, role, demo)
             values ($1, 'Demo ' || $3, $3 || '@demo.invalid', $3, true)
             on conflict (email) do update set role = excluded.role where console_user.demo returning id
           )
           insert into console_session (id, user_id, token, expires_at, ip_address, user_agent)
           select $2, id, $4, now() + interval '${idleHours} hours', $5, $6 from person`,
});

/**
 * Inserts a session of the demo identity of a role, which the first session creates; nothing where an account has that
 * address. `.invalid` is a reserved domain (RFC 2606).
 */
export async function insertDemoSession(
  queryable: Queryable,
  session: { role: Role; hash: string; address: string; userAgent: string },
): Promise<void> {
  const { role, hash, address, userAgent } = session;
  await statement.run(queryable, [newId(), newId(), role, hash, address, userAgent.slice(0, 300)]);
}
