import type { CauseDto, NoteBody } from "#server/contracts/triage/cause.ts";
import { type DecideInput, decideCause } from "#server/triage/causes/decide-cause.ts";

/** Writes what is known about a cause, and where it is worked on. Both survive replays, mutes and resolutions. */
export function setCauseNote(input: DecideInput & { body: NoteBody }): Promise<CauseDto> {
  return decideCause(input, "cause.note", () => input.body);
}
