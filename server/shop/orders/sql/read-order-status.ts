import * as z from "zod";
import { orderStatuses } from "#server/contracts/shop/order.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import type { OrderStatus } from "#server/shop/orders/order-state.ts";

const rows = z.array(z.object({ status: z.enum(orderStatuses) })).max(1);

export async function readOrderStatus(db: Queryable, id: string): Promise<OrderStatus | undefined> {
  const result = await db.query({
    name: "read-order-status",
    text: "select status from customer_order where id = $1",
    values: [id],
  });
  return rows.parse(result.rows)[0]?.status;
}
