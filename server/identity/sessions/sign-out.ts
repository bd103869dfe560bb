import type { KnownActor } from "#server/audit/actor.ts";
import { recordAction } from "#server/audit/record-action.ts";
import { endSessions } from "#server/identity/sessions/sql/end-sessions.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";

/** Ends the session of the request, or all sessions of its account. Sessions of a shared demo identity end one by one. */
export async function signOut(actor: KnownActor, requestId: string, everywhere: boolean): Promise<{ ended: number }> {
  return inTransaction(db(), async (tx) => {
    const ended = await endSessions(tx, actor.id, everywhere && !actor.demo ? null : actor.sessionId);
    await recordAction(
      tx,
      { actor, requestId },
      {
        action: everywhere ? "session.sign-out-everywhere" : "session.sign-out",
        target: { kind: "user", id: actor.id },
        after: { sessionsEnded: ended },
      },
    );
    return { ended };
  });
}
