import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

/** The values of an order's row, by the field names of its messages. */
const orderFacts = z.object({ orderId: z.uuid(), customerId: z.uuid(), orderTotal: z.int(), currency: z.string() });
type OrderFacts = z.output<typeof orderFacts>;

const statement = defineStatement({
  name: "read-order-facts",
  text: `select id as "orderId", customer_id as "customerId", total_cents as "orderTotal", currency
           from customer_order where id = $1`,
  row: orderFacts,
});

const about = /^orders\/([0-9a-f-]{36})$/i;

/** The id of the order that a subject names; null for another kind of subject. */
export function orderOfSubject(subject: string): string | null {
  const id = z.uuid().safeParse(about.exec(subject)?.[1]);
  return id.success ? id.data.toLowerCase() : null;
}

/** The facts of the order that a subject names; null where there is no such order. */
export async function readOrderFacts(queryable: Queryable, subject: string): Promise<OrderFacts | null> {
  const orderId = orderOfSubject(subject);
  return orderId === null ? null : ((await statement.maybeOne(queryable, [orderId])) ?? null);
}
