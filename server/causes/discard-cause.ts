import { recordActions } from "#server/audit/record-actions.ts";
import { type DecideInput, staleCause } from "#server/causes/decide-cause.ts";
import { lockLetters } from "#server/causes/sql/lock-letters.ts";
import { readCause } from "#server/causes/sql/read-causes.ts";
import { raiseVersion } from "#server/causes/sql/write-decision.ts";
import { db, inTransaction } from "#server/db.ts";
import { transition } from "#server/deliveries/transition.ts";
import { ConflictError, NotFoundError } from "#server/errors.ts";
import { wake } from "#server/wakeups/notify.ts";

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
  wake("redeliver_outbox");
  return { discarded: ids.length, left: (await readCause(db(), new Date(), fingerprint))?.dead ?? 0 };
}
