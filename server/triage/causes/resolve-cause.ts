import type { CauseDto } from "#server/contracts/triage/cause.ts";
import { ConflictError } from "#server/platform/errors.ts";
import { type DecideInput, decideCause } from "#server/triage/causes/decide-cause.ts";

/**
 * Says that what made them die is gone. Letters that are still dead stay dead, and the answer says how many; the next death
 * makes it a regression.
 */
export function resolveCause(input: DecideInput): Promise<CauseDto> {
  return decideCause(input, "cause.resolve", (cause) => {
    if (cause.resolvedAt) throw new ConflictError("It is resolved already.");
    return { resolvedAt: cause.now, regressedAt: null, mutedUntil: null, mutedUntilDeaths: null };
  });
}
