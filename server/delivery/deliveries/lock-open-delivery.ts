import { type LockedDelivery, lockDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";

const settledMessage = "It is settled: there is no attempt left to start or to stop.";

/**
 * Locks a delivery between two attempts, to retry it now or stop it. Throws 404 for an unknown ID, and 409 where it waits, is
 * settled, or is in flight: a running attempt is never interrupted.
 */
export async function lockOpenDelivery(tx: Tx, id: string): Promise<LockedDelivery> {
  const delivery = await lockDelivery(tx, id);
  if (!delivery) throw new NotFoundError(`There is no delivery ${id}.`);
  const { state, sendingSince } = delivery;
  if (state === "waiting") {
    throw new ConflictError("It waits for its first attempt: release what blocks it, or undo the replay.", {
      state,
    });
  }
  if (state !== "queued" && state !== "retrying") throw new ConflictError(settledMessage, { state });
  if (sendingSince !== null) {
    const since = sendingSince.toISOString().slice(11, 19);
    throw new ConflictError(`It has been in flight since ${since} UTC. Try again when this attempt has ended.`, {
      state,
      sendingSince: sendingSince.toISOString(),
    });
  }
  return delivery;
}
