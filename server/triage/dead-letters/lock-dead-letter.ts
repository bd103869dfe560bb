import { type LockedDelivery, lockDelivery, newestRevision } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { AppError, ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { changedWords, whyNotDead } from "#server/triage/dead-letters/refusal-words.ts";

/**
 * Locks a dead letter for a decision. Throws 404 for an unknown id; 409 with a link to what won when it is not dead any
 * more; 412 when it is dead but not at the version the caller saw. `expectedVersion` null means `If-Match: *`.
 * `refuse` says what else stands against it, before its state does.
 */
export async function lockDeadLetter(
  tx: Tx,
  id: string,
  expectedVersion: number | null,
  refuse?: (tx: Tx, messageId: string) => Promise<void>,
): Promise<LockedDelivery> {
  const delivery = await lockDelivery(tx, id);
  if (!delivery) throw new NotFoundError(`There is no dead letter ${id}.`);
  await refuse?.(tx, delivery.messageId);
  if (delivery.state !== "dead") throw await notDeadAnyMore(tx, delivery);
  if (expectedVersion !== null && expectedVersion !== delivery.version) {
    throw new AppError("precondition_failed", changedWords, {
      extensions: { version: delivery.version, expectedVersion },
    });
  }
  return delivery;
}

async function notDeadAnyMore(tx: Tx, delivery: LockedDelivery): Promise<ConflictError> {
  const newest = await newestRevision(tx, delivery.rootId);
  const winner = newest ?? delivery;
  return new ConflictError(whyNotDead(delivery.state, winner.revision), {
    state: delivery.state,
    winner: {
      id: winner.id,
      revision: winner.revision,
      state: winner.state,
      href: `/api/v1/dead-letters/${winner.id}`,
    },
  });
}
