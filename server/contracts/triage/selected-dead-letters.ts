import * as z from "zod";
import { discardBody } from "#server/contracts/triage/dead-letter.ts";

/** How many letters one request decides on. A page of the list has fewer. */
export const maxSelected = 100;

/** A letter at the version that whoever decides has seen. */
const seenLetter = z.strictObject({ id: z.uuid().toLowerCase(), version: z.int().min(1) });
export type SelectedDeadLetter = z.output<typeof seenLetter>;

const letters = z
  .array(seenLetter)
  .min(1, "must name at least one letter")
  .max(maxSelected, `must name at most ${maxSelected} letters`)
  .refine((given) => new Set(given.map(({ id }) => id)).size === given.length, { error: "must name each letter once" });

export const restoreDeadLettersBody = z.strictObject({ letters });
export const discardDeadLettersBody = discardBody.extend({ letters });

/** Why one of them was left as it is, in the words of a problem. */
export const refusedDeadLetterDto = z.object({
  id: z.uuid(),
  code: z.enum(["not_found", "gone", "conflict", "precondition_failed"]),
  detail: z.string(),
});
export type RefusedDeadLetterDto = z.output<typeof refusedDeadLetterDto>;

/** Each letter is in one of the two: what could be done was done, all of it at once. */
export const selectionResultDto = z.object({ done: z.array(z.uuid()), refused: z.array(refusedDeadLetterDto) });
export type SelectionResultDto = z.output<typeof selectionResultDto>;
