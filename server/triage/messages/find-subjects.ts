import type { ExplorerFilter } from "#server/contracts/triage/explorer-filter.ts";
import { registeredModules } from "#server/delivery/handlers/registry.ts";

/** The subjects of the messages that match the subject's ID and the address of a filter; null where it has neither. */
export async function findSubjects({ order, address }: ExplorerFilter): Promise<readonly string[] | null> {
  const [byId, byAddress] = await Promise.all([
    order === undefined ? null : find({ id: order.toLowerCase() }),
    address === undefined ? null : find({ address }),
  ]);
  if (byId === null || byAddress === null) return byId ?? byAddress;
  return byId.filter((subject) => byAddress.includes(subject));
}

/** Each module finds its own subjects. */
async function find(by: { id: string } | { address: string }): Promise<readonly string[]> {
  const found = await Promise.all(registeredModules().map((module) => module.findSubjects?.(by)));
  return found.flatMap((subjects) => subjects ?? []);
}
