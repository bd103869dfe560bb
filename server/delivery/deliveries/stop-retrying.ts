import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import type { DeliveryDto } from "#server/contracts/delivery/delivery.ts";
import { assignCauses } from "#server/delivery/causes/assign-causes.ts";
import { lockOpenDelivery } from "#server/delivery/deliveries/lock-open-delivery.ts";
import { lockDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { collectDead, settleAccepted } from "#server/delivery/deliveries/sql/reconcile-delivery.ts";
import { setStopFailure } from "#server/delivery/deliveries/sql/set-stop-failure.ts";
import { toDeliveryDto } from "#server/delivery/deliveries/to-delivery-dto.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { buildId } from "#server/platform/env/env.ts";
import { ConflictError } from "#server/platform/errors.ts";
import { retryJobNow } from "#server/platform/pgboss/sql/retry-job-now.ts";
import { notify } from "#server/platform/wakeups/notify.ts";

/**
 * Stops the retries of a delivery: it is dead-lettered at once with the failure of its last attempt, by the collector's
 * statement. Throws 404, and 409 where no retry is left or it was already accepted, which settles it as delivered.
 */
export async function stopRetrying({
  id,
  reason,
  ...by
}: AuditContext & { id: string; reason: string }): Promise<DeliveryDto> {
  const stopped = await inTransaction(db(), async (tx) => {
    const { handler } = await lockOpenDelivery(tx, id);
    await retryJobNow(tx, handler, id);
    if (await settleAccepted(tx, id)) return null;
    await setStopFailure(tx, id);
    const collected = await collectDead(tx, { id, build: buildId() });
    if (collected?.state === "dead") await assignCauses(tx, [collected], buildId());
    const dead = await lockDelivery(tx, id);
    if (!dead) throw new Error(`delivery ${id} is gone under its lock`);
    await recordAction(tx, by, { action: "delivery.stop", target: { kind: "delivery", id }, reason });
    return dead;
  });
  notify("redeliver_outbox");
  if (!stopped)
    throw new ConflictError("The destination had already accepted it: it is delivered.", { state: "delivered" });
  notify("redeliver_queue", stopped.handler);
  return toDeliveryDto(stopped);
}
