import type { AuditContext } from "#server/audit/record-action.ts";
import { recordActions } from "#server/audit/record-actions.ts";
import type { LettersDecidedDto, SeenLetter } from "#server/contracts/triage/selected-letters.ts";
import { transition } from "#server/delivery/deliveries/transition.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { lockLetters } from "#server/triage/dead-letters/lock-letters.ts";

/**
 * Brings the discarded letters back that were selected, in one transaction with one audit entry each. What is not discarded
 * any more, or was purged, is left and said. What still waits behind them is held again; what went out meanwhile stays out.
 */
export async function restoreLetters(
  input: AuditContext & { letters: readonly SeenLetter[] },
): Promise<LettersDecidedDto> {
  return inTransaction(db(), async (tx) => {
    const { ids, refused } = await lockLetters(tx, input.letters, "discarded");
    if (ids.length > 0) {
      await transition(tx, ids, "dead");
      await recordActions(tx, input, { action: "dead-letter.restore", kind: "delivery", ids });
    }
    return { done: ids, refused };
  });
}
