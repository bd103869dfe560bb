import { accountOf, type KnownActor } from "#server/audit/actor.ts";
import { recordAction } from "#server/audit/record-action.ts";
import { emailAddress, maskEmail } from "#server/contracts/email-address.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { limitAttempts } from "#server/platform/rate-limits/limit-attempts.ts";
import { countAttempt } from "#server/platform/rate-limits/sql/count-attempt.ts";
import { sha256 } from "#server/platform/sha256.ts";
import { securityLog } from "#server/platform/telemetry/security-log.ts";
import { mayReveal } from "#server/triage/privacy/may-reveal.ts";
import { revealLimit } from "#server/triage/privacy/reveal-limit.ts";
import { revealMinutes } from "#server/triage/privacy/sql/find-reveal.ts";

type Input = {
  /** Absent where there is no search. */
  text: string | undefined;
  list: "dead-letters" | "messages";
  actor: KnownActor;
  requestId: string | null;
};

/** Personal fields are compared with a whole address, never with a part of one. */
const isWholeAddress = (text: string): boolean => emailAddress.safeParse(text).success;

/**
 * Whether a search may compare personal fields: its text is a whole address, and the actor may reveal. It counts as a reveal
 * and is audited first; the same search within 15 minutes, such as the next page, is not counted again. Throws 429.
 */
export async function allowPersonalSearch({ text, list, actor, requestId }: Input): Promise<boolean> {
  if (text === undefined || !isWholeAddress(text) || !mayReveal(actor)) return false;
  const seconds = revealMinutes * 60;
  const key = `search ${actor.id} ${list} ${sha256(text.toLowerCase()).slice(0, 32)}`;
  const isNew = await inTransaction(db(), async (tx) => {
    // A refusal rolls this back, so a refused search is not counted.
    if ((await countAttempt(tx, [{ key, attempts: 1, seconds }])) > 0) return false;
    await limitAttempts([revealLimit(accountOf(actor))], "reveals and searches by address", tx);
    await recordAction(
      tx,
      { actor, requestId },
      { action: "personal-data.search", target: { kind: "list", id: list }, after: { address: maskEmail(text) } },
    );
    return true;
  });
  if (isNew) securityLog("security.personal-search", { actor, requestId, about: list });
  return true;
}
