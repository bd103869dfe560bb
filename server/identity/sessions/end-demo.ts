import { system } from "#server/audit/actor.ts";
import { recordAction } from "#server/audit/record-action.ts";
import { demoRoles } from "#server/contracts/identity/access.ts";
import { endDemoSessions, revokeDemoTokens } from "#server/identity/sessions/sql/end-demo.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";

/**
 * At the start of web: ends the sessions of demo identities whose role is no longer offered, and revokes every token of a demo
 * identity (builds before decision 60 allowed them). Safe to repeat and to run concurrently.
 */
export async function endDemo(): Promise<{ sessions: number; tokens: number }> {
  return inTransaction(db(), async (tx) => {
    const sessions = await endDemoSessions(tx, demoRoles(env().DEMO_MODE));
    const revoked = await revokeDemoTokens(tx);
    for (const { id, ...before } of revoked) {
      await recordAction(
        tx,
        { actor: system, requestId: null },
        { action: "token.revoke", target: { kind: "token", id }, reason: "created by a demo identity", before },
      );
    }
    return { sessions, tokens: revoked.length };
  });
}
