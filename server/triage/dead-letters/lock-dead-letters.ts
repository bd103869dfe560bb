import { type LockedDelivery, lockDeliveries, newestRevisions } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { AppError, ConflictError, GoneError, NotFoundError } from "#server/platform/errors.ts";
import {
  changedMessage,
  notDiscardedMessage,
  purgedMessage,
  whyNotDead,
} from "#server/triage/dead-letters/refusal-messages.ts";
import { readPurgedAt } from "#server/triage/dead-letters/sql/read-purged-at.ts";

/** A dead letter at the version that the operator saw; null for any version (`If-Match: *`). */
export type Selected = { id: string; version: number | null };
export type Refused = { id: string; error: AppError };

type Wanted = {
  state: "dead" | "discarded";
  /** Whether the action sends the payload again, now or later: it is refused with 410 once the payload was purged. */
  needsPayload: boolean;
};

/**
 * Locks dead letters for a decision, one or many. `locked` has those in the wanted state and version, in the order of their
 * IDs; `refused` has the others: 404 unknown, 410 purged, 409 in another state (with the revision that won), 412 at another
 * version.
 */
export async function lockDeadLetters(
  tx: Tx,
  selected: readonly Selected[],
  { state, needsPayload }: Wanted,
): Promise<{ locked: LockedDelivery[]; refused: Refused[] }> {
  const found = await lockDeliveries(
    tx,
    selected.map(({ id }) => id),
  );
  const moved = found.filter((delivery) => delivery.state !== state);
  const messageIds = found.map(({ messageId }) => messageId);
  const purged = needsPayload ? await readPurgedAt(tx, messageIds) : new Map<string, Date>();
  const roots = moved.map(({ rootId }) => rootId);
  const newest = state === "dead" && moved.length > 0 ? await newestRevisions(tx, roots) : new Map();

  function refusalOf({ id, version }: Selected, delivery: LockedDelivery | undefined): AppError | null {
    if (!delivery) return new NotFoundError(`There is no dead letter ${id}.`);
    const purgedAt = purged.get(delivery.messageId);
    if (purgedAt) return new GoneError(purgedMessage(purgedAt), { payloadPurgedAt: purgedAt.toISOString() });
    if (delivery.state !== state) {
      const winner = newest.get(delivery.rootId) ?? delivery;
      const why = state === "dead" ? whyNotDead(delivery.state, winner.revision) : notDiscardedMessage;
      return new ConflictError(why, { state: delivery.state, winner: linkTo(winner) });
    }
    if (version === null || version === delivery.version) return null;
    return new AppError("precondition_failed", changedMessage, {
      extensions: { version: delivery.version, expectedVersion: version },
    });
  }

  // PostgreSQL finds a UUID in any case, and returns it in lower case.
  const byId = new Map(found.map((delivery) => [delivery.id, delivery]));
  const accepted = new Set<LockedDelivery>();
  const refused = selected.flatMap((one) => {
    const delivery = byId.get(one.id.toLowerCase());
    const error = refusalOf(one, delivery);
    if (delivery && !error) accepted.add(delivery);
    return error ? [{ id: one.id, error }] : [];
  });
  return { locked: found.filter((delivery) => accepted.has(delivery)), refused };
}

/** Locks one dead letter as `lockDeadLetters` does, and throws where that would refuse it. */
export async function lockDeadLetter(
  tx: Tx,
  selected: Selected,
  { needsPayload = false }: { needsPayload?: boolean } = {},
): Promise<LockedDelivery> {
  const { locked, refused } = await lockDeadLetters(tx, [selected], { state: "dead", needsPayload });
  return onlyOne(locked, refused);
}

/** The result of a decision about one dead letter. Throws the reason where it was refused. */
export function onlyOne<Row>([row]: readonly Row[], [refusal]: readonly Refused[]): Row {
  if (refusal) throw refusal.error;
  if (!row) throw new Error("a decision about one dead letter returned none");
  return row;
}

/** A revision in the problem document of a conflict. */
export const linkTo = ({ id, revision, state }: Pick<LockedDelivery, "id" | "revision" | "state">) => ({
  ...{ id, revision, state },
  href: `/api/v1/dead-letters/${id}`,
});
