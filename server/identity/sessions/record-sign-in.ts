import type { KnownActor } from "#server/audit/actor.ts";
import { recordAction } from "#server/audit/record-action.ts";
import type { SignedIn } from "#server/identity/sessions/sign-in.ts";
import { endSessionOf } from "#server/identity/sessions/sql/end-sessions.ts";
import type { FoundSession } from "#server/identity/sessions/sql/find-session.ts";
import { hashToken } from "#server/identity/tokens/hash-token.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";

/**
 * Records a new session in the audit log and then returns its token. Ends the session that the browser had before (`replaces`,
 * its token), because others may know its id.
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
