import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import type { DeliveryDto } from "#server/contracts/delivery/delivery.ts";
import { toDeliveryDto } from "#server/delivery/deliveries/to-delivery-dto.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { ConflictError } from "#server/platform/errors.ts";
import { notify } from "#server/platform/wakeups/notify.ts";
import { lockDeadLetter } from "#server/triage/dead-letters/lock-dead-letter.ts";
import { holdNoMore } from "#server/triage/dead-letters/sql/hold-no-more.ts";

/**
 * Lets the later messages of its subject go before a dead letter, which stays dead: the order is given up by name, with a
 * reason. A replay of it comes after them and says so. Throws 404, 409 where it holds nothing back, 412 at another version.
 */
export async function releaseHeld(
  input: AuditContext & { id: string; reason: string; expectedVersion: number | null },
): Promise<DeliveryDto> {
  const released = await inTransaction(db(), async (tx) => {
    const dead = await lockDeadLetter(tx, input.id, input.expectedVersion);
    if (!dead.ordered || !dead.holds) throw new ConflictError("It holds nothing back.", { state: dead.state });
    await holdNoMore(tx, dead.id);
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
