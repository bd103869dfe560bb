import { db } from "#server/platform/database/db.ts";
import { notify } from "#server/platform/wakeups/notify.ts";
import type { DecideInput } from "#server/triage/causes/decide-cause.ts";
import { moveCause } from "#server/triage/causes/move-cause.ts";
import { readCause } from "#server/triage/causes/sql/read-causes.ts";

/**
 * Discards the dead letters of a cause as `moveCause` does. `left` counts its remaining ones. The relay is notified, because
 * messages that they blocked may be released.
 */
export async function discardCause({
  diedBefore,
  ...input
}: DecideInput & { reason: string; diedBefore: Date | null }): Promise<{ discarded: number; left: number }> {
  const discarded = await moveCause({ ...input, to: "discarded", failedBefore: diedBefore });
  notify("redeliver_outbox");
  return { discarded, left: (await readCause(db(), new Date(), input.fingerprint))?.dead ?? 0 };
}
