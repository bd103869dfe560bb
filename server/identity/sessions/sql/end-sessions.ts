import type { Tx } from "#server/platform/database/db.ts";

/** Ends one session of somebody, or all (`sessionId` null), and says how many. The rows stay: they know the addresses. */
export async function endSessions(tx: Tx, userId: string, sessionId: string | null): Promise<number> {
  const { rowCount } = await tx.query({
    name: "end_sessions",
    text: `update console_session set expires_at = now(), updated_at = now()
           where user_id = $1 and expires_at > now() and ($2::uuid is null or id = $2)`,
    values: [userId, sessionId],
  });
  return rowCount ?? 0;
}

/** Ends the session of a token's hash, of any user. */
export async function endSessionOf(tx: Tx, hash: string): Promise<void> {
  await tx.query({
    name: "end_session_of",
    text: "update console_session set expires_at = now(), updated_at = now() where token = $1 and expires_at > now()",
    values: [hash],
  });
}
