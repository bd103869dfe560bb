import * as z from "zod";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import type { OrderStatus } from "#server/shop/orders/order-state.ts";

const movedOrder = z.object({ customerId: z.uuid(), email: z.string() });
type MovedOrder = z.output<typeof movedOrder>;

const statement = defineStatement({
  name: "move-order",
  text: `
      update customer_order set status = $3, updated_at = now()
      from customer
      where customer_order.id = $1 and customer_order.status = any($2) and customer.id = customer_order.customer_id
      returning customer.id as "customerId", customer.email`,
  row: movedOrder,
});

/** Compare-and-set: moves an order from one of `from` to `to`. Undefined where it is in another status or does not exist. */
export const moveOrder = (
  tx: Tx,
  id: string,
  from: readonly OrderStatus[],
  to: OrderStatus,
): Promise<MovedOrder | undefined> => statement.maybeOne(tx, [id, from, to]);
