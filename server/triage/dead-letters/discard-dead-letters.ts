import type { AuditContext } from "#server/audit/record-action.ts";
import type { SelectedDeadLetter, SelectionResultDto } from "#server/contracts/triage/selected-dead-letters.ts";
import { notify } from "#server/platform/wakeups/notify.ts";
import type { Selected } from "#server/triage/dead-letters/lock-dead-letters.ts";
import { type Moved, moveDeadLetters } from "#server/triage/dead-letters/move-dead-letters.ts";
import { toSelectionResult } from "#server/triage/dead-letters/to-selection-result.ts";

/** Discards dead letters. The relay is notified, because messages that they blocked may be released. */
export async function discardSelected(
  input: AuditContext & { selected: readonly Selected[]; reason: string },
): Promise<Moved> {
  const result = await moveDeadLetters({ ...input, to: "discarded" });
  if (result.moved.length > 0) notify("redeliver_outbox");
  return result;
}

/** Discards the selected dead letters. Those that changed meanwhile are left as they are and reported. */
export async function discardDeadLetters(
  input: AuditContext & { letters: readonly SelectedDeadLetter[]; reason: string },
): Promise<SelectionResultDto> {
  const { letters, ...rest } = input;
  return toSelectionResult(await discardSelected({ ...rest, selected: letters }));
}
