import type { AuditContext } from "#server/audit/record-action.ts";
import type { DeliveryDto } from "#server/contracts/delivery/delivery.ts";
import { toDeliveryDto } from "#server/delivery/deliveries/to-delivery-dto.ts";
import { onlyOne } from "#server/triage/dead-letters/lock-dead-letters.ts";
import { moveDeadLetters } from "#server/triage/dead-letters/move-dead-letters.ts";

/** Restores one discarded delivery. Throws 404, 409 where it is not discarded, 410 once its payload was purged. */
export async function restore({ id, ...by }: AuditContext & { id: string }): Promise<DeliveryDto> {
  const { moved, refused } = await moveDeadLetters({ ...by, selected: [{ id, version: null }], to: "dead" });
  return toDeliveryDto(onlyOne(moved, refused));
}
