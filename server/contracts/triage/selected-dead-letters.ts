import * as z from "zod";
import { reasonBody } from "#server/contracts/delivery/reason.ts";

/** Maximum number of dead letters per request. A page of the list has fewer. */
const maxSelected = 100;

/** A dead letter at the version that the operator saw. */
const selectedDeadLetter = z.strictObject({ id: z.uuid().toLowerCase(), version: z.int().min(1) });
export type SelectedDeadLetter = z.output<typeof selectedDeadLetter>;

const letters = z
  .array(selectedDeadLetter)
  .min(1, "must contain at least one dead letter")
  .max(maxSelected, `must contain at most ${maxSelected} dead letters`)
  .refine((given) => new Set(given.map(({ id }) => id)).size === given.length, {
    error: "must contain each dead letter only once",
  });

export const restoreDeadLettersBody = z.strictObject({ letters });
export const discardDeadLettersBody = reasonBody.extend({ letters });

/** The reason why a dead letter was not changed, with the code and detail of a problem document. */
export const refusedDeadLetterDto = z.object({
  id: z.uuid(),
  code: z.enum(["not_found", "gone", "conflict", "precondition_failed"]),
  detail: z.string(),
});
export type RefusedDeadLetterDto = z.output<typeof refusedDeadLetterDto>;

/** The result for each selected dead letter. All of `done` were changed in one transaction. */
export const selectionResultDto = z.object({ done: z.array(z.uuid()), refused: z.array(refusedDeadLetterDto) });
export type SelectionResultDto = z.output<typeof selectionResultDto>;
