import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import { db, inTransaction, type Tx } from "#server/platform/database/db.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { notify } from "#server/platform/wakeups/notify.ts";
import { type OrderStatus, sourcesOf } from "#server/shop/orders/order-state.ts";
import { moveOrder } from "#server/shop/orders/sql/move-order.ts";
import { readOrderStatus } from "#server/shop/orders/sql/read-order-status.ts";

export type OrderChange = AuditContext & { id: string; traceparent: string | null };
/** What the fact of an order's end says, whichever end it is. */
export type EndedOrder = { orderId: string; customerId: string; email: string };

/**
 * Brings a placed order to its end and publishes the fact, in one transaction: both happen or neither. Of a cancellation
 * and a shipment that race exactly one wins; the other gets a 409 that names the winner.
 */
export async function settleOrder(
  change: OrderChange,
  to: Exclude<OrderStatus, "placed">,
  publishFact: (tx: Tx, order: EndedOrder) => Promise<unknown>,
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
    await publishFact(tx, { orderId: id, customerId: moved.customerId, email: moved.email });
    await recordAction(tx, change, {
      action: to === "shipped" ? "order.ship" : "order.cancel",
      target: { kind: "order", id },
      before: { status: "placed" },
      after: { status: to },
    });
  });
  notify("redeliver_outbox");
}
