import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import type { DeliveryDto } from "#server/contracts/delivery/delivery.ts";
import { toDeliveryDto } from "#server/delivery/deliveries/to-delivery-dto.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { ConflictError } from "#server/platform/errors.ts";
import { notify } from "#server/platform/wakeups/notify.ts";
import { lockDeadLetter } from "#server/triage/dead-letters/lock-dead-letters.ts";
import { releaseHold } from "#server/triage/dead-letters/sql/release-hold.ts";

/**
 * Releases the later messages of its subject that wait behind a dead letter, which stays dead. A later replay of it is sent
 * after them. Throws 404, 409 where it is not dead or blocks nothing, 412 at another version.
 */
export async function releaseHeld(
  input: AuditContext & { id: string; reason: string; expectedVersion: number | null },
): Promise<DeliveryDto> {
  const released = await inTransaction(db(), async (tx) => {
    const dead = await lockDeadLetter(tx, { id: input.id, version: input.expectedVersion });
    if (!dead.ordered || !dead.holds) throw new ConflictError("It blocks no messages.", { state: dead.state });
    await releaseHold(tx, dead.id);
    await recordAction(tx, input, {
      action: "dead-letter.release",
      target: { kind: "delivery", id: dead.id },
      reason: input.reason,
    });
    return toDeliveryDto(dead);
  });
  notify("redeliver_outbox");
  return released;
}
