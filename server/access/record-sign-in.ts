import type { KnownActor } from "#server/access/actor.ts";
import type { SignedIn } from "#server/access/sign-in.ts";
import type { FoundSession } from "#server/access/sql/find-session.ts";
import { recordAction } from "#server/audit/record-action.ts";
import { db, inTransaction } from "#server/db.ts";

/** Puts a new session on record. Until it is, nobody is given its token. */
export async function recordSignIn(token: string, session: FoundSession, requestId: string): Promise<SignedIn> {
  const { userId: id, sessionId, name, email, role } = session;
  const actor: KnownActor = { kind: "user", id, name, email, role, sessionId };
  await inTransaction(db(), (tx) =>
    recordAction(tx, { actor, requestId }, { action: "session.sign-in", target: { kind: "user", id } }),
  );
  return { token, actor };
}
