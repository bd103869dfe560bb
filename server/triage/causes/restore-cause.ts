import { db } from "#server/platform/database/db.ts";
import type { DecideInput } from "#server/triage/causes/decide-cause.ts";
import { pageCap } from "#server/triage/causes/describe-causes.ts";
import { moveCause } from "#server/triage/causes/move-cause.ts";
import { countDiscarded } from "#server/triage/causes/sql/count-discarded.ts";

/**
 * Restores the discarded deliveries of a cause as `moveCause` does. `left` counts those that are still discarded, up to 1,000.
 * Messages that still wait behind them are blocked again.
 */
export async function restoreCause(input: DecideInput): Promise<{ restored: number; left: number }> {
  const restored = await moveCause({ ...input, to: "dead" });
  return { restored, left: await countDiscarded(db(), input.fingerprint, pageCap) };
}
