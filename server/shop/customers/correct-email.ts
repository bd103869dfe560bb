import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "correct-email",
  text: `update customer set email = $2, updated_at = now()
           from customer_order o where o.id = $1 and customer.id = o.customer_id and customer.email <> $2`,
});

/**
 * Changes the address of an order's customer for future orders. Takes the order's id, because a payload could name another
 * customer. Returns whether the order exists and the address differed.
 */
export async function correctEmail(tx: Queryable, orderId: string, email: string): Promise<boolean> {
  return (await statement.run(tx, [orderId, email])) === 1;
}
