import { type By, recordAction } from "#server/audit/record-action.ts";
import type { DeliveryDto } from "#server/contracts/delivery/delivery.ts";
import { lockDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { toDeliveryDto } from "#server/delivery/deliveries/to-delivery-dto.ts";
import { transition } from "#server/delivery/deliveries/transition.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { notDiscardedWords } from "#server/triage/dead-letters/refusal-words.ts";
import { refusePurged } from "#server/triage/dead-letters/refuse-purged.ts";

/** Brings a discarded dead letter back. What still waits behind it is held again; what went out meanwhile stays out. */
export async function restore(input: By & { id: string }): Promise<DeliveryDto> {
  return inTransaction(db(), async (tx) => {
    const discarded = await lockDelivery(tx, input.id);
    if (!discarded) throw new NotFoundError(`There is no dead letter ${input.id}.`);
    await refusePurged(tx, discarded.messageId);
    if (discarded.state !== "discarded")
      throw new ConflictError(notDiscardedWords, {
        state: discarded.state,
        winner: { id: discarded.id, revision: discarded.revision, href: `/api/v1/dead-letters/${discarded.id}` },
      });
    await transition(tx, [discarded.id], "dead");
    await recordAction(tx, input, {
      action: "dead-letter.restore",
      target: { kind: "delivery", id: discarded.id },
    });
    return toDeliveryDto({ ...discarded, state: "dead" });
  });
}
