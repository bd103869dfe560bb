import { refusedDeadLetterDto, type SelectionResultDto } from "#server/contracts/triage/selected-dead-letters.ts";
import type { Moved } from "#server/triage/dead-letters/move-dead-letters.ts";

/** The result of a decision about selected dead letters, with the reason of each that was refused. */
export const toSelectionResult = ({ moved, refused }: Moved): SelectionResultDto => ({
  done: moved.map(({ id }) => id),
  refused: refused.map(({ id, error: { code, message } }) => refusedDeadLetterDto.parse({ id, code, detail: message })),
});
