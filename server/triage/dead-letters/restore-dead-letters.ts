import type { AuditContext } from "#server/audit/record-action.ts";
import type { SelectedDeadLetter, SelectionResultDto } from "#server/contracts/triage/selected-dead-letters.ts";
import { moveDeadLetters } from "#server/triage/dead-letters/move-dead-letters.ts";
import { toSelectionResult } from "#server/triage/dead-letters/to-selection-result.ts";

/**
 * Restores the selected discarded deliveries. Those that changed meanwhile or were purged are left as they are and reported.
 * Messages that still wait behind them are blocked again.
 */
export async function restoreDeadLetters(
  input: AuditContext & { letters: readonly SelectedDeadLetter[] },
): Promise<SelectionResultDto> {
  const { letters, ...by } = input;
  return toSelectionResult(await moveDeadLetters({ ...by, selected: letters, to: "dead" }));
}
