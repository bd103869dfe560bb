import type { Role } from "#server/contracts/identity/access.ts";
import { idleHours } from "#server/identity/sessions/session-cookie.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { newId } from "#server/platform/new-id.ts";

/**
 * Inserts a session of the demo identity of a role, which the first one creates; nothing where an account has that address.
 * `.invalid` is a reserved domain (RFC 2606).
 */
export async function insertDemoSession(
  queryable: Queryable,
  session: { role: Role; hash: string; address: string; userAgent: string },
): Promise<void> {
  await queryable.query({
    name: "insert_demo_session",
    text: `with person as (
             insert into console_user (id, name, email, role, demo)
             values ($1, 'Demo ' || $3, $3 || '@demo.invalid', $3, true)
             on conflict (email) do update set role = excluded.role where console_user.demo returning id
           )
           insert into console_session (id, user_id, token, expires_at, ip_address, user_agent)
           select $2, id, $4, now() + interval '${idleHours} hours', $5, $6 from person`,
    values: [newId(), newId(), session.role, session.hash, session.address, session.userAgent.slice(0, 300)],
  });
}
