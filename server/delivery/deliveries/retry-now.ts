import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import type { DeliveryDto } from "#server/contracts/delivery/delivery.ts";
import { lockOpenDelivery } from "#server/delivery/deliveries/lock-open-delivery.ts";
import { dueNow } from "#server/delivery/deliveries/sql/due-now.ts";
import { toDeliveryDto } from "#server/delivery/deliveries/to-delivery-dto.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { ConflictError } from "#server/platform/errors.ts";
import { retryJobNow } from "#server/platform/pgboss/sql/retry-job-now.ts";
import { notify } from "#server/platform/wakeups/notify.ts";

/** Starts the next attempt of a retrying delivery now. It counts like any other. Throws 404, and 409 (see lockOpenDelivery). */
export async function retryNow({ id, ...by }: AuditContext & { id: string }): Promise<DeliveryDto> {
  const retried = await inTransaction(db(), async (tx) => {
    const delivery = await lockOpenDelivery(tx, id);
    if (delivery.state !== "retrying") {
      throw new ConflictError("It is queued: its first attempt starts as soon as a worker is free.", {
        state: delivery.state,
      });
    }
    const nextAttemptAt = await dueNow(tx, id);
    await retryJobNow(tx, delivery.handler, id);
    await recordAction(tx, by, { action: "delivery.retry", target: { kind: "delivery", id } });
    return { ...delivery, nextAttemptAt };
  });
  notify("redeliver_queue", retried.handler);
  return toDeliveryDto(retried);
}
