import type { AuditContext } from "#server/audit/record-action.ts";
import type { DeliveryDto } from "#server/contracts/delivery/delivery.ts";
import { toDeliveryDto } from "#server/delivery/deliveries/to-delivery-dto.ts";
import { discardSelected } from "#server/triage/dead-letters/discard-dead-letters.ts";
import { onlyOne } from "#server/triage/dead-letters/lock-dead-letters.ts";

/** Discards one dead letter; `restore` undoes it. Throws 404, 409 where it is not dead, 412 at another version. */
export async function discard({
  id,
  expectedVersion,
  ...input
}: AuditContext & { id: string; reason: string; expectedVersion: number | null }): Promise<DeliveryDto> {
  const { moved, refused } = await discardSelected({ ...input, selected: [{ id, version: expectedVersion }] });
  return toDeliveryDto(onlyOne(moved, refused));
}
