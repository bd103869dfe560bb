import { createBatcher } from "#server/platform/create-batcher.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { type CustomerRecord, findCustomer, findCustomers } from "#server/shop/customers/get-customer.ts";

/**
 * Finds customers. Concurrent requests share a statement: twenty handlers at once would otherwise take every connection of
 * the pool, and the claims would wait behind them.
 */
export function createCustomerFinder(db: Queryable): (customerId: string) => Promise<CustomerRecord | null> {
  let asked = 0;
  return createBatcher<string, CustomerRecord | null>({
    most: 100,
    lanes: 2,
    // One customer may be asked for twice in one statement.
    key: () => String(asked++),
    run: async (ids) => {
      const found = await findCustomers(db, ids);
      return ids.map((id) => found.get(id.toLowerCase()) ?? null);
    },
    // An invalid id fails alone.
    alone: { run: (id) => findCustomer(db, id) },
  });
}
