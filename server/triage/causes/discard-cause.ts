import { recordActions } from "#server/audit/record-actions.ts";
import { transition } from "#server/delivery/deliveries/transition.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { notify } from "#server/platform/wakeups/notify.ts";
import { type DecideInput, staleCause } from "#server/triage/causes/decide-cause.ts";
import { lockLetters } from "#server/triage/causes/sql/lock-letters.ts";
import { readCause } from "#server/triage/causes/sql/read-causes.ts";
import { raiseVersion } from "#server/triage/causes/sql/write-decision.ts";

/** How many letters of a cause one request decides on. */
export const mostAtOnce = 500;

/**
 * Puts the dead letters of a cause away, the oldest 500 at most, in one transaction with one audit entry each. Of racing
 * requests on one version one is done; the others get 412. What they held back may go on: the relay is woken.
 */
export async function discardCause(
  input: DecideInput & { reason: string; diedBefore: Date | null },
): Promise<{ discarded: number; left: number }> {
  const { fingerprint, expectedVersion, reason, diedBefore } = input;
  const ids = await inTransaction(db(), async (tx) => {
    const cause = await readCause(tx, new Date(), fingerprint);
    if (!cause) throw new NotFoundError(`There is no cause ${fingerprint}.`);
    const dead = await lockLetters(tx, { fingerprint, state: "dead", diedBefore, limit: mostAtOnce });
    if (dead.length > 0) await transition(tx, dead, "discarded");
    if (!(await raiseVersion(tx, fingerprint, expectedVersion))) throw staleCause(cause.version, expectedVersion);
    if (dead.length === 0) throw new ConflictError("Nothing of it is dead, or somebody is deciding on it right now.");
    await recordActions(tx, input, { action: "dead-letter.discard", kind: "delivery", ids: dead, reason });
    return dead;
  });
  notify("redeliver_outbox");
  return { discarded: ids.length, left: (await readCause(db(), new Date(), fingerprint))?.dead ?? 0 };
}
