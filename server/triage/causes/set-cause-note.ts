import type { CauseDto, NoteBody } from "#server/contracts/triage/cause.ts";
import { type DecideInput, decideCause } from "#server/triage/causes/decide-cause.ts";

/** Sets the note and the link of a cause. Replays, mutes and resolutions keep both. */
export function setCauseNote(input: DecideInput & { body: NoteBody }): Promise<CauseDto> {
  return decideCause(input, "cause.note", () => input.body);
}
