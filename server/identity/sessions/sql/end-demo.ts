import type { Role } from "#server/contracts/identity/access.ts";
import type { Tx } from "#server/platform/database/db.ts";

/** Ends the open sessions of demo identities whose role is not among these, and counts them. */
export async function endDemoSessions(tx: Tx, offered: readonly Role[]): Promise<number> {
  const { rowCount } = await tx.query({
    name: "end_demo_sessions",
    text: `update console_session s set expires_at = now(), updated_at = now() from console_user u
           where u.id = s.user_id and u.demo and not (u.role = any($1::text[])) and s.expires_at > now()`,
    values: [offered],
  });
  return rowCount ?? 0;
}

type Revoked = { id: string; name: string; role: Role; prefix: string };

/** Revokes the tokens that belong to a demo identity, and returns them. */
export async function revokeDemoTokens(tx: Tx): Promise<Revoked[]> {
  const { rows } = await tx.query<Revoked>({
    name: "revoke_demo_tokens",
    text: `update api_token t set revoked_at = now() from console_user u
           where t.revoked_at is null and u.id = t.owner_id and u.demo
           returning t.id, t.name, t.role, t.prefix`,
  });
  return rows;
}
