import { type By, recordAction } from "#server/audit/record-action.ts";
import type { DeliveryDto } from "#server/contracts/delivery.ts";
import { db, inTransaction } from "#server/db.ts";
import { toDeliveryDto } from "#server/deliveries/to-delivery-dto.ts";
import { transition } from "#server/deliveries/transition.ts";
import { ConflictError, NotFoundError } from "#server/errors.ts";
import { type LockedDelivery, lockLineage } from "#server/triage/sql/lock-delivery.ts";

/**
 * Undoes a replay that has not left: its revision is withdrawn and the dead letter is dead again, in one transaction. The
 * row lock decides against the relay; whoever is late gets 409 that tells when it was handed over. `id` names the dead
 * letter or its replay. Returns the dead letter.
 */
export async function undoReplay(input: By & { id: string }): Promise<DeliveryDto> {
  return inTransaction(db(), async (tx) => {
    const lineage = await lockLineage(tx, input.id);
    if (lineage.length === 0) throw new NotFoundError(`There is no dead letter ${input.id}.`);
    const replay = lineage.findLast((revision) => revision.state !== "withdrawn");
    if (!replay || replay.revision === 1 || replay.state === "dead") {
      throw new ConflictError("There is no replay to undo.", stateOf(replay ?? lineage[0]));
    }
    if (replay.state !== "waiting") {
      const since = replay.queuedAt ? ` at ${replay.queuedAt.toISOString().slice(11, 19)} UTC` : "";
      throw new ConflictError(`Too late to undo: it was handed to a worker${since}.`, {
        ...stateOf(replay),
      });
    }
    // A replay closes the revision that it was made from, and an undo opens it: the last one still closed is its origin.
    const origin = lineage.findLast(({ revision, state }) => revision < replay.revision && state === "replayed");
    if (!origin) throw new Error(`replay ${replay.id} has no origin`);
    await transition(tx, [replay.id], "withdrawn");
    await transition(tx, [origin.id], "dead");
    await recordAction(tx, input, {
      action: "dead-letter.undo",
      target: { kind: "delivery", id: origin.id },
      resultId: replay.id,
    });
    return toDeliveryDto({ ...origin, state: "dead" });
  });
}

/** Where it is now, and the way there. */
const stateOf = (revision: LockedDelivery | undefined) =>
  revision && {
    state: revision.state,
    winner: { id: revision.id, revision: revision.revision, href: `/api/v1/dead-letters/${revision.id}` },
  };
