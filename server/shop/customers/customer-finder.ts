import { createBatcher } from "#server/platform/create-batcher.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { type CustomerRecord, findCustomer, findCustomers } from "#server/shop/customers/get-customer.ts";

/**
 * Creates a batched customer lookup: concurrent calls share a statement. Twenty concurrent handlers would otherwise use every
 * connection of the pool, and claims would wait for one.
 */
export function createCustomerFinder(db: Queryable): (customerId: string) => Promise<CustomerRecord | null> {
  let asked = 0;
  return createBatcher<string, CustomerRecord | null>({
    most: 100,
    lanes: 2,
    // A customer may be in a batch more than once, so no two keys are equal.
    key: () => String(asked++),
    run: async (ids) => {
      const found = await findCustomers(db, ids);
      return ids.map((id) => found.get(id.toLowerCase()) ?? null);
    },
    // An invalid id fails alone.
    alone: { run: (id) => findCustomer(db, id) },
  });
}
