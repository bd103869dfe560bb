import type { CauseDto } from "#server/contracts/triage/cause.ts";
import { ConflictError } from "#server/platform/errors.ts";
import { isMuted } from "#server/triage/causes/cause-state.ts";
import { type DecideInput, decideCause } from "#server/triage/causes/decide-cause.ts";

/** Ends a mute before its time. Throws 409 where it has ended by itself. */
export function unmuteCause(input: DecideInput): Promise<CauseDto> {
  return decideCause(input, "cause.unmute", (cause) => {
    if (!isMuted(cause, cause.now)) throw new ConflictError("It is not muted, or its mute has ended by itself.");
    return { mutedUntil: null, mutedUntilDeaths: null };
  });
}
