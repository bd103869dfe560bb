import { isMuted } from "#server/causes/cause-state.ts";
import { type DecideInput, decideCause } from "#server/causes/decide-cause.ts";
import type { CauseDto } from "#server/contracts/cause.ts";
import { ConflictError } from "#server/errors.ts";

/** Ends a mute before its time. Throws 409 where it has ended by itself. */
export function unmuteCause(input: DecideInput): Promise<CauseDto> {
  return decideCause(input, "cause.unmute", (cause) => {
    if (!isMuted(cause, cause.now)) throw new ConflictError("It is not muted, or its mute has ended by itself.");
    return { mutedUntil: null, mutedUntilDeaths: null };
  });
}
