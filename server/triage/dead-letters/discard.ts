import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import type { DeliveryDto } from "#server/contracts/delivery/delivery.ts";
import { toDeliveryDto } from "#server/delivery/deliveries/to-delivery-dto.ts";
import { transition } from "#server/delivery/deliveries/transition.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { notify } from "#server/platform/wakeups/notify.ts";
import { lockDeadLetter } from "#server/triage/dead-letters/lock-dead-letter.ts";

/** Puts a dead letter away, with a reason; restore brings it back. What it held back may go on: the relay is woken. */
export async function discard(
  input: AuditContext & { id: string; reason: string; expectedVersion: number | null },
): Promise<DeliveryDto> {
  const discarded = await inTransaction(db(), async (tx) => {
    const dead = await lockDeadLetter(tx, input.id, input.expectedVersion);
    await transition(tx, [dead.id], "discarded");
    await recordAction(tx, input, {
      action: "dead-letter.discard",
      target: { kind: "delivery", id: dead.id },
      reason: input.reason,
    });
    return toDeliveryDto({ ...dead, state: "discarded" });
  });
  notify("redeliver_outbox");
  return discarded;
}
