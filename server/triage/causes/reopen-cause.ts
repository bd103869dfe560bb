import type { CauseDto } from "#server/contracts/triage/cause.ts";
import { ConflictError } from "#server/platform/errors.ts";
import { type DecideInput, decideCause } from "#server/triage/causes/decide-cause.ts";

/** Reopens a resolved cause. It is not a regression, because no message failed. */
export function reopenCause(input: DecideInput): Promise<CauseDto> {
  return decideCause(input, "cause.reopen", (cause) => {
    if (!cause.resolvedAt) throw new ConflictError("It is not resolved, so there is nothing to reopen.");
    return { resolvedAt: null };
  });
}
