import { recordActions } from "#server/audit/record-actions.ts";
import { transition } from "#server/delivery/deliveries/transition.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { type DecideInput, staleCause } from "#server/triage/causes/decide-cause.ts";
import { pageCap } from "#server/triage/causes/describe-causes.ts";
import { maxPerRequest } from "#server/triage/causes/discard-cause.ts";
import { countDiscarded } from "#server/triage/causes/sql/count-discarded.ts";
import { keepUnpurged, lockDeadLettersOfCause } from "#server/triage/causes/sql/lock-dead-letters-of-cause.ts";
import { readCause } from "#server/triage/causes/sql/read-causes.ts";
import { raiseVersion } from "#server/triage/causes/sql/write-decision.ts";

/**
 * Restores the oldest discarded deliveries of a cause, at most 500. `left` counts those that are still discarded, up to 1,000.
 * Messages that still wait behind them are blocked again.
 */
export async function restoreCause(input: DecideInput): Promise<{ restored: number; left: number }> {
  const { fingerprint, expectedVersion } = input;
  const ids = await inTransaction(db(), async (tx) => {
    const cause = await readCause(tx, new Date(), fingerprint);
    if (!cause) throw new NotFoundError(`There is no cause ${fingerprint}.`);
    const locked = await lockDeadLettersOfCause(tx, {
      fingerprint,
      state: "discarded",
      diedBefore: null,
      limit: maxPerRequest,
    });
    const kept = await keepUnpurged(tx, locked);
    if (kept.length > 0) await transition(tx, kept, "dead");
    if (!(await raiseVersion(tx, fingerprint, expectedVersion))) throw staleCause(cause.version, expectedVersion);
    if (kept.length === 0) throw new ConflictError("It has no discarded dead letters that can be restored.");
    await recordActions(tx, input, { action: "dead-letter.restore", kind: "delivery", ids: kept });
    return kept;
  });
  return { restored: ids.length, left: await countDiscarded(db(), fingerprint, pageCap) };
}
