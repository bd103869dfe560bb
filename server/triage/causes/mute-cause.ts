import type { CauseDto, MuteBody } from "#server/contracts/triage/cause.ts";
import { ConflictError, InvalidInputError } from "#server/platform/errors.ts";
import { type DecideInput, decideCause } from "#server/triage/causes/decide-cause.ts";

/** Mutes a cause until a number of further dead letters, until a time, or until the first of both. */
export function muteCause(input: DecideInput & { body: MuteBody }): Promise<CauseDto> {
  return decideCause(input, "cause.mute", (cause) => {
    if (cause.resolvedAt) throw new ConflictError("It is resolved: there is nothing to mute. Reopen it first.");
    const until = input.body.until === undefined ? null : new Date(input.body.until);
    if (until && until <= cause.now)
      throw new InvalidInputError([{ pointer: "/until", detail: "must be in the future" }]);
    const { deaths } = input.body;
    return { mutedUntil: until, mutedUntilDeaths: deaths === undefined ? null : cause.deaths + deaths };
  });
}
