import type { Queryable } from "#server/platform/database/db.ts";
import { subjectsOfAddress } from "#server/shop/orders/sql/subjects-of-address.ts";
import { subjectsOfNumber } from "#server/shop/orders/sql/subjects-of-number.ts";

/** The subjects of an order by its id, by its number (the beginning of its id, which two may share), or of a customer's orders. */
export async function findSubjects(
  queryable: Queryable,
  by: { order: string } | { address: string },
): Promise<readonly string[]> {
  if ("address" in by) return subjectsOfAddress(queryable, by.address);
  return by.order.includes("-") ? [`orders/${by.order}`] : subjectsOfNumber(queryable, by.order);
}
