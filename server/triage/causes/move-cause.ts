import { recordActions } from "#server/audit/record-actions.ts";
import { transition } from "#server/delivery/deliveries/transition.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { type DecideInput, staleCause } from "#server/triage/causes/decide-cause.ts";
import { keepUnpurged, lockDeadLettersOfCause } from "#server/triage/causes/sql/lock-dead-letters-of-cause.ts";
import { readCause } from "#server/triage/causes/sql/read-causes.ts";
import { raiseVersion } from "#server/triage/causes/sql/write-decision.ts";

/** The most deliveries of a cause that one request discards or restores. */
const maxPerRequest = 500;

type Move = DecideInput & { to: "dead" | "discarded"; reason?: string; failedBefore?: Date | null };

/**
 * Discards the oldest dead letters of a cause or restores its oldest discarded ones, at most 500, in one transaction with one
 * audit entry each. Returns how many. Of racing requests on one version one commits; the others get 412. Throws 404, and 409
 * where there are none.
 */
export async function moveCause({
  fingerprint,
  expectedVersion,
  to,
  reason,
  failedBefore,
  ...by
}: Move): Promise<number> {
  const restores = to === "dead";
  return inTransaction(db(), async (tx) => {
    const cause = await readCause(tx, new Date(), fingerprint);
    if (!cause) throw new NotFoundError(`There is no cause ${fingerprint}.`);
    const state = restores ? "discarded" : "dead";
    const wanted = { fingerprint, state, diedBefore: failedBefore ?? null, limit: maxPerRequest } as const;
    const locked = await lockDeadLettersOfCause(tx, wanted);
    const ids = restores ? await keepUnpurged(tx, locked) : locked;
    if (ids.length > 0) await transition(tx, ids, to);
    if (!(await raiseVersion(tx, fingerprint, expectedVersion))) throw staleCause(cause.version, expectedVersion);
    if (ids.length === 0) {
      throw new ConflictError(
        restores
          ? "It has no discarded dead letters that can be restored."
          : "It has no dead letters, or another request is changing them now.",
      );
    }
    const action = restores ? "dead-letter.restore" : "dead-letter.discard";
    await recordActions(tx, by, { action, kind: "delivery", ids, reason: reason ?? null });
    return ids.length;
  });
}
