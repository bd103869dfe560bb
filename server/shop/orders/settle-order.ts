import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import { db, inTransaction, type Tx } from "#server/platform/database/db.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { notify } from "#server/platform/wakeups/notify.ts";
import { type OrderStatus, sourcesOf } from "#server/shop/orders/order-state.ts";
import { moveOrder } from "#server/shop/orders/sql/move-order.ts";
import { readOrderStatus } from "#server/shop/orders/sql/read-order-status.ts";

export type OrderChange = AuditContext & { id: string; traceparent: string | null };
/** The data of the message about a shipped or cancelled order. */
type EndedOrder = { orderId: string; customerId: string; email: string };

/**
 * Ships or cancels a placed order and publishes the message, in one transaction. Of a concurrent cancellation and shipment
 * exactly one succeeds; the other gets a 409 with the order's status.
 */
export async function settleOrder(
  change: OrderChange,
  to: Exclude<OrderStatus, "placed">,
  publishMessage: (tx: Tx, order: EndedOrder) => Promise<unknown>,
): Promise<void> {
  const { id } = change;
  await inTransaction(db(), async (tx) => {
    const moved = await moveOrder(tx, id, sourcesOf(to), to);
    if (!moved) {
      const status = await readOrderStatus(tx, id);
      if (!status) throw new NotFoundError("There is no order with this ID.");
      throw new ConflictError(
        status === to ? `This order is ${status} already.` : `This order is ${status}, so it cannot be ${to} any more.`,
        { orderStatus: status },
      );
    }
    await publishMessage(tx, { orderId: id, customerId: moved.customerId, email: moved.email });
    await recordAction(tx, change, {
      action: to === "shipped" ? "order.ship" : "order.cancel",
      target: { kind: "order", id },
      before: { status: "placed" },
      after: { status: to },
    });
  });
  notify("redeliver_outbox");
}
