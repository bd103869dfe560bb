import type { Queryable } from "#server/db.ts";

/** Gives a customer another address, for the orders to come. Returns whether there was such a customer with another address. */
export async function correctEmail(tx: Queryable, customerId: string, email: string): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "correct-email",
    text: "update customer set email = $2, updated_at = now() where id = $1 and email <> $2",
    values: [customerId, email],
  });
  return rowCount === 1;
}
