import type { KnownActor } from "#server/access/actor.ts";
import { endSessions } from "#server/access/sql/end-sessions.ts";
import { recordAction } from "#server/audit/record-action.ts";
import { db, inTransaction } from "#server/db.ts";

/**
 * Ends the session that somebody came with, or all of theirs. The demo's people are shared, so theirs end one by one. Its
 * cookie is worth nothing from then on.
 */
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
