import type { CauseDto } from "#server/contracts/triage/cause.ts";
import { ConflictError } from "#server/platform/errors.ts";
import { type DecideInput, decideCause } from "#server/triage/causes/decide-cause.ts";

/** Takes a resolution back: nobody's death proved it wrong, so it is no regression. */
export function reopenCause(input: DecideInput): Promise<CauseDto> {
  return decideCause(input, "cause.reopen", (cause) => {
    if (!cause.resolvedAt) throw new ConflictError("It is not resolved, so there is nothing to reopen.");
    return { resolvedAt: null };
  });
}
