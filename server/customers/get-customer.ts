import type { Queryable } from "#server/db.ts";

export type CustomerRecord = { id: string; name: string; email: string };

/** The customer as it stands now, or null where there is none of that id. */
export async function findCustomer(db: Queryable, customerId: string): Promise<CustomerRecord | null> {
  const { rows } = await db.query<CustomerRecord>({
    name: "find-customer",
    text: "select id, name, email from customer where id = $1",
    values: [customerId],
  });
  return rows[0] ?? null;
}
