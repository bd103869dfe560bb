import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const customer = z.object({ id: z.uuid(), name: z.string(), email: z.string() });
export type CustomerRecord = z.output<typeof customer>;

const findOne = defineStatement({
  name: "find-customer",
  text: "select id, name, email from customer where id = $1",
  row: customer,
});

/** The customer as stored now; null where there is none with this id. */
export const findCustomer = async (db: Queryable, customerId: string): Promise<CustomerRecord | null> =>
  (await findOne.maybeOne(db, [customerId])) ?? null;

const findMany = defineStatement({
  name: "find-customers",
  text: "select id, name, email from customer where id = any($1::uuid[])",
  row: customer,
});

/** Those of these customers that exist, by id. */
export async function findCustomers(db: Queryable, ids: readonly string[]): Promise<Map<string, CustomerRecord>> {
  const found = await findMany.all(db, [ids]);
  return new Map(found.map((one) => [one.id, one]));
}
