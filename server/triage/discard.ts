import type { DeliveryDto } from "#server/contracts/delivery.ts";
import { db, inTransaction } from "#server/db.ts";
import { toDeliveryDto } from "#server/deliveries/to-delivery-dto.ts";
import { transition } from "#server/deliveries/transition.ts";
import { lockDeadLetter } from "#server/triage/lock-dead-letter.ts";
import { recordTriageAction } from "#server/triage/sql/record-triage-action.ts";
import { wake } from "#server/wakeups/notify.ts";

/** Puts a dead letter away, with a reason; restore brings it back. What it held back may go on: the relay is woken. */
export async function discard(input: {
  id: string;
  reason: string;
  expectedVersion: number | null;
  actor: string;
  requestId: string | null;
}): Promise<DeliveryDto> {
  const discarded = await inTransaction(db(), async (tx) => {
    const dead = await lockDeadLetter(tx, input.id, input.expectedVersion);
    await transition(tx, [dead.id], "discarded");
    const { actor, requestId, reason } = input;
    await recordTriageAction(tx, { deliveryId: dead.id, action: "discard", actor, requestId, reason });
    return toDeliveryDto({ ...dead, state: "discarded" });
  });
  wake("redeliver_outbox");
  return discarded;
}
