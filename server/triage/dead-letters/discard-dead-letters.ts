import type { By } from "#server/audit/record-action.ts";
import { recordActions } from "#server/audit/record-actions.ts";
import type { SelectedDeadLetter, SelectionResultDto } from "#server/contracts/triage/selected-dead-letters.ts";
import { transition } from "#server/delivery/deliveries/transition.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { wake } from "#server/platform/wakeups/notify.ts";
import { lockLetters } from "#server/triage/dead-letters/lock-dead-letters.ts";

/**
 * Puts the letters away that were selected, in one transaction with one audit entry each. What somebody else decided on
 * meanwhile is left and said. What they held back may go on: the relay is woken.
 */
export async function discardDeadLetters(
  input: By & { letters: readonly SelectedDeadLetter[]; reason: string },
): Promise<SelectionResultDto> {
  const decided = await inTransaction(db(), async (tx) => {
    const { ids, refused } = await lockLetters(tx, input.letters, "dead");
    if (ids.length > 0) {
      await transition(tx, ids, "discarded");
      await recordActions(tx, input, { action: "dead-letter.discard", kind: "delivery", ids, reason: input.reason });
    }
    return { done: ids, refused };
  });
  if (decided.done.length > 0) wake("redeliver_outbox");
  return decided;
}
