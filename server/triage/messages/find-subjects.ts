import type { ExplorerFilter } from "#server/contracts/triage/explorer.ts";
import { db } from "#server/platform/database/db.ts";
import { subjectsOfAddress } from "#server/triage/messages/sql/subjects-of-address.ts";
import { subjectsOfNumber } from "#server/triage/messages/sql/subjects-of-number.ts";

/** What a message must be about to fit the order and the address that are given; null where neither is. */
export async function findSubjects({ order, address }: ExplorerFilter): Promise<readonly string[] | null> {
  const [byOrder, byAddress] = await Promise.all([
    order === undefined ? null : ofOrder(order.toLowerCase()),
    address === undefined ? null : subjectsOfAddress(db(), address),
  ]);
  if (byOrder === null || byAddress === null) return byOrder ?? byAddress;
  return byOrder.filter((subject) => byAddress.includes(subject));
}

/** An id says all; a number is its beginning, which two orders may share. */
async function ofOrder(order: string): Promise<readonly string[]> {
  return order.includes("-") ? [`orders/${order}`] : subjectsOfNumber(db(), order);
}
