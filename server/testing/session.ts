import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { Role } from "#server/contracts/identity/access.ts";
import { sessionCookieName } from "#server/identity/sessions/session-cookie.ts";
import { hashToken, newApiToken } from "#server/identity/tokens/hash-token.ts";
import { aUser } from "#server/testing/access.ts";

/** Signs a new user of a role in. Returns the user's id and the browser's cookie. */
export async function aSession(pool: pg.Pool, role: Role): Promise<{ userId: string; cookie: string }> {
  const { id: userId } = await aUser(pool, role, { invited: true });
  const token = newApiToken();
  await pool.query(
    "insert into console_session (id, user_id, token, expires_at) values ($1, $2, $3, now() + interval '1 hour')",
    [randomUUID(), userId, hashToken(token)],
  );
  return { userId, cookie: `${sessionCookieName()}=${token}` };
}
