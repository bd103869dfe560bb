import * as z from "zod";
import { orderStatuses } from "#server/contracts/shop/order.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import type { OrderStatus } from "#server/shop/orders/order-state.ts";

const statement = defineStatement({
  name: "read-order-status",
  text: "select status from customer_order where id = $1",
  row: z.object({ status: z.enum(orderStatuses) }),
});

/** The status of an order; undefined where it does not exist. */
export const readOrderStatus = async (db: Queryable, id: string): Promise<OrderStatus | undefined> =>
  (await statement.maybeOne(db, [id]))?.status;
