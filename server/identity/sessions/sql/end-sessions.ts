import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const endOfUser = defineStatement({
  name: "end_sessions",
  text: `update console_session set expires_at = now(), updated_at = now()
           where user_id = $1 and expires_at > now() and ($2::uuid is null or id = $2)`,
});

/** Ends one session of a user, or all (`sessionId` null). Returns their number. The rows keep the known addresses. */
export const endSessions = (tx: Tx, userId: string, sessionId: string | null): Promise<number> =>
  endOfUser.run(tx, [userId, sessionId]);

const endOfToken = defineStatement({
  name: "end_session_of",
  text: "update console_session set expires_at = now(), updated_at = now() where token = $1 and expires_at > now()",
});

/** Ends the session of a token's hash, of any user. */
export async function endSessionOf(tx: Tx, hash: string): Promise<void> {
  await endOfToken.run(tx, [hash]);
}
