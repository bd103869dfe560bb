import type { CauseDto } from "#server/contracts/triage/cause.ts";
import { ConflictError } from "#server/platform/errors.ts";
import { type DecideInput, decideCause } from "#server/triage/causes/decide-cause.ts";

/** Resolves a cause. Its dead letters stay dead; the next message that fails of it makes it regressed. */
export function resolveCause(input: DecideInput): Promise<CauseDto> {
  return decideCause(input, "cause.resolve", (cause) => {
    if (cause.resolvedAt) throw new ConflictError("It is resolved already.");
    return { resolvedAt: cause.now, regressedAt: null, mutedUntil: null, mutedUntilDeaths: null };
  });
}
