import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import type { DeliveryDto } from "#server/contracts/delivery/delivery.ts";
import { type LockedDelivery, lockLineage } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { toDeliveryDto } from "#server/delivery/deliveries/to-delivery-dto.ts";
import { transition } from "#server/delivery/deliveries/transition.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { linkTo } from "#server/triage/dead-letters/lock-dead-letters.ts";

/**
 * Undoes a replay or a second copy that was not sent yet, in one transaction: its revision is withdrawn, and a replayed dead
 * letter is dead again. `id` is its origin's or its own. The row lock decides against the relay: 409 with the time of the
 * hand-over where it was too late. Returns the origin.
 */
export async function undoReplay(input: AuditContext & { id: string }): Promise<DeliveryDto> {
  return inTransaction(db(), async (tx) => {
    const lineage = await lockLineage(tx, input.id);
    if (lineage.length === 0) throw new NotFoundError(`There is no dead letter ${input.id}.`);
    const replay = lineage.findLast((revision) => revision.state !== "withdrawn");
    if (!replay || replay.revision === 1 || replay.state === "dead") {
      throw new ConflictError("There is no replay to undo.", stateOf(replay ?? lineage[0]));
    }
    if (replay.state !== "waiting") {
      const since = replay.queuedAt ? ` at ${replay.queuedAt.toISOString().slice(11, 19)} UTC` : "";
      throw new ConflictError(`Too late to undo: it was handed to a worker${since}.`, stateOf(replay));
    }
    // Both are created from the newest revision that was not withdrawn.
    const origin = lineage.findLast(({ revision, state }) => revision < replay.revision && state !== "withdrawn");
    if (!origin) throw new Error(`replay ${replay.id} has no origin`);
    const resent = origin.state === "delivered";
    await transition(tx, [replay.id], "withdrawn");
    if (!resent) await transition(tx, [origin.id], "dead");
    await recordAction(tx, input, {
      action: "dead-letter.undo",
      target: { kind: "delivery", id: origin.id },
      resultId: replay.id,
    });
    return toDeliveryDto(resent ? origin : { ...origin, state: "dead" });
  });
}

const stateOf = (revision: LockedDelivery | undefined) =>
  revision && { state: revision.state, winner: linkTo(revision) };
