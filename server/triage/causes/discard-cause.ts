import { recordActions } from "#server/audit/record-actions.ts";
import { transition } from "#server/delivery/deliveries/transition.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { notify } from "#server/platform/wakeups/notify.ts";
import { type DecideInput, staleCause } from "#server/triage/causes/decide-cause.ts";
import { lockDeadLettersOfCause } from "#server/triage/causes/sql/lock-dead-letters-of-cause.ts";
import { readCause } from "#server/triage/causes/sql/read-causes.ts";
import { raiseVersion } from "#server/triage/causes/sql/write-decision.ts";

/** The most deliveries of a cause that one request discards or restores. */
export const maxPerRequest = 500;

/**
 * Discards the oldest dead letters of a cause, at most 500, in one transaction with one audit entry each. Of racing requests on
 * one version one commits; the others get 412. The relay is notified, because messages that they blocked may be released.
 */
export async function discardCause(
  input: DecideInput & { reason: string; diedBefore: Date | null },
): Promise<{ discarded: number; left: number }> {
  const { fingerprint, expectedVersion, reason, diedBefore } = input;
  const ids = await inTransaction(db(), async (tx) => {
    const cause = await readCause(tx, new Date(), fingerprint);
    if (!cause) throw new NotFoundError(`There is no cause ${fingerprint}.`);
    const dead = await lockDeadLettersOfCause(tx, { fingerprint, state: "dead", diedBefore, limit: maxPerRequest });
    if (dead.length > 0) await transition(tx, dead, "discarded");
    if (!(await raiseVersion(tx, fingerprint, expectedVersion))) throw staleCause(cause.version, expectedVersion);
    if (dead.length === 0) throw new ConflictError("It has no dead letters, or another request is changing them now.");
    await recordActions(tx, input, { action: "dead-letter.discard", kind: "delivery", ids: dead, reason });
    return dead;
  });
  notify("redeliver_outbox");
  return { discarded: ids.length, left: (await readCause(db(), new Date(), fingerprint))?.dead ?? 0 };
}
