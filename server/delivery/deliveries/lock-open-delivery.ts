import { type LockedDelivery, lockDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";

const settledWords = "It is settled: there is no try left to hasten or to stop.";

/**
 * Locks a delivery that is between two tries, for a hand that hastens or stops them. Throws 404 for an unknown id, and 409
 * where it waits, is settled, or a worker has it in hand: what has begun is never pulled from under it.
 */
export async function lockOpenDelivery(tx: Tx, id: string): Promise<LockedDelivery> {
  const delivery = await lockDelivery(tx, id);
  if (!delivery) throw new NotFoundError(`There is no delivery ${id}.`);
  const { state, sendingSince } = delivery;
  if (state === "waiting") {
    throw new ConflictError("It waits and has not been tried: release what it waits behind, or undo the replay.", {
      state,
    });
  }
  if (state !== "queued" && state !== "retrying") throw new ConflictError(settledWords, { state });
  if (sendingSince !== null) {
    const since = sendingSince.toISOString().slice(11, 19);
    throw new ConflictError(`A worker has had it in hand since ${since} UTC. Look again when this try has ended.`, {
      state,
      sendingSince: sendingSince.toISOString(),
    });
  }
  return delivery;
}
