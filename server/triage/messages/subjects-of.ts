import type { ExplorerFilter } from "#server/contracts/triage/explorer.ts";
import { registeredModules } from "#server/delivery/handlers/registry.ts";
import { db } from "#server/platform/database/db.ts";

/** What a message must be about to fit the order and the address that are given; null where neither is. */
export async function subjectsOf({ order, address }: ExplorerFilter): Promise<readonly string[] | null> {
  const [byOrder, byAddress] = await Promise.all([
    order === undefined ? null : find({ order: order.toLowerCase() }),
    address === undefined ? null : find({ address }),
  ]);
  if (byOrder === null || byAddress === null) return byOrder ?? byAddress;
  return byOrder.filter((subject) => byAddress.includes(subject));
}

/** The modules know their own subjects. */
async function find(by: { order: string } | { address: string }): Promise<readonly string[]> {
  const found = await Promise.all(registeredModules().map(({ findSubjects }) => findSubjects?.(db(), by)));
  return found.flatMap((subjects) => subjects ?? []);
}
