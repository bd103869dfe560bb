import type { KnownActor } from "#server/audit/actor.ts";
import { recordAction } from "#server/audit/record-action.ts";
import type { SignedIn } from "#server/identity/sessions/sign-in.ts";
import { endSessionOf } from "#server/identity/sessions/sql/end-sessions.ts";
import type { FoundSession } from "#server/identity/sessions/sql/find-session.ts";
import { hashToken } from "#server/identity/tokens/hash-token.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";

/**
 * Stores a new session. Its token is returned only after that. The session that the browser came with (`replaces`,
 * its token) ends: its id may be known to others.
 */
export async function recordSignIn(
  token: string,
  session: FoundSession,
  requestId: string,
  replaces: string | null,
): Promise<SignedIn> {
  const { userId: id, sessionId, name, email, role, demo } = session;
  const actor: KnownActor = { kind: "user", id, name, email, role, sessionId, demo };
  await inTransaction(db(), async (tx) => {
    if (replaces !== null && replaces !== token) await endSessionOf(tx, hashToken(replaces));
    await recordAction(tx, { actor, requestId }, { action: "session.sign-in", target: { kind: "user", id } });
  });
  return { token, actor };
}
