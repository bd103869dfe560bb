import * as z from "zod";
import type { Tx } from "#server/platform/database/db.ts";
import type { OrderStatus } from "#server/shop/orders/order-state.ts";

const rows = z.array(z.object({ customerId: z.string(), email: z.string() })).max(1);
export type MovedOrder = z.output<typeof rows>[number];

/** Compare-and-set: moves an order that is in one of `from`, or returns undefined and has changed nothing. */
export async function moveOrder(
  tx: Tx,
  id: string,
  from: readonly OrderStatus[],
  to: OrderStatus,
): Promise<MovedOrder | undefined> {
  const result = await tx.query({
    name: "move-order",
    text: `
      update customer_order set status = $3, updated_at = now()
      from customer
      where customer_order.id = $1 and customer_order.status = any($2) and customer.id = customer_order.customer_id
      returning customer.id as "customerId", customer.email`,
    values: [id, from, to],
  });
  return rows.parse(result.rows)[0];
}
