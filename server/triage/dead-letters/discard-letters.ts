import type { AuditContext } from "#server/audit/record-action.ts";
import { recordActions } from "#server/audit/record-actions.ts";
import type { LettersDecidedDto, SeenLetter } from "#server/contracts/triage/selected-letters.ts";
import { transition } from "#server/delivery/deliveries/transition.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { notify } from "#server/platform/wakeups/notify.ts";
import { lockLetters } from "#server/triage/dead-letters/lock-letters.ts";

/**
 * Puts the letters away that were selected, in one transaction with one audit entry each. What somebody else decided on
 * meanwhile is left and said. What they held back may go on: the relay is woken.
 */
export async function discardLetters(
  input: AuditContext & { letters: readonly SeenLetter[]; reason: string },
): Promise<LettersDecidedDto> {
  const decided = await inTransaction(db(), async (tx) => {
    const { ids, refused } = await lockLetters(tx, input.letters, "dead");
    if (ids.length > 0) {
      await transition(tx, ids, "discarded");
      await recordActions(tx, input, { action: "dead-letter.discard", kind: "delivery", ids, reason: input.reason });
    }
    return { done: ids, refused };
  });
  if (decided.done.length > 0) notify("redeliver_outbox");
  return decided;
}
