import type { Queryable } from "#server/platform/database/db.ts";

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

/** Those of these customers who exist, by id. */
export async function findCustomers(db: Queryable, ids: readonly string[]): Promise<Map<string, CustomerRecord>> {
  const { rows } = await db.query<CustomerRecord>({
    name: "find-customers",
    text: "select id, name, email from customer where id = any($1::uuid[])",
    values: [ids],
  });
  return new Map(rows.map((customer) => [customer.id, customer]));
}
