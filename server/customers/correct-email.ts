import type { Queryable } from "#server/db.ts";

/**
 * Gives the customer of an order another address, for the orders to come. Named by the order, not by a payload that could say
 * another customer's id. Returns whether there was such an order, and another address.
 */
export async function correctEmail(tx: Queryable, orderId: string, email: string): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "correct-email",
    text: `update customer set email = $2, updated_at = now()
           from customer_order o where o.id = $1 and customer.id = o.customer_id and customer.email <> $2`,
    values: [orderId, email],
  });
  return rowCount === 1;
}
