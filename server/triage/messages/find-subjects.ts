import type { ExplorerFilter } from "#server/contracts/triage/explorer.ts";
import { prisma } from "#server/platform/database/db.ts";

/** More orders than any customer has. */
const mostOrders = 1_000;

/** The subjects of the messages that match the order and the address of a filter; null where it has neither. */
export async function findSubjects({ order, address }: ExplorerFilter): Promise<readonly string[] | null> {
  const [byOrder, byAddress] = await Promise.all([
    order === undefined ? null : ofOrder(order.toLowerCase()),
    address === undefined ? null : ofAddress(address),
  ]);
  if (byOrder === null || byAddress === null) return byOrder ?? byAddress;
  return byOrder.filter((subject) => byAddress.includes(subject));
}

/** By the whole ID, or by its first eight digits: the order number that a customer knows, which two orders may share. */
async function ofOrder(order: string): Promise<readonly string[]> {
  if (order.includes("-")) return [`orders/${order}`];
  const [gte, lte] = [`${order}-0000-0000-0000-000000000000`, `${order}-ffff-ffff-ffff-ffffffffffff`];
  const orders = await prisma().order.findMany({ where: { id: { gte, lte } }, select: { id: true } });
  return orders.map(({ id }) => `orders/${id}`);
}

/** The latest orders of all customers who have this address now, as written or in lower case. */
async function ofAddress(address: string): Promise<readonly string[]> {
  const orders = await prisma().order.findMany({
    where: { customer: { email: { in: [address, address.toLowerCase()] } } },
    orderBy: { id: "desc" },
    take: mostOrders,
    select: { id: true },
  });
  return orders.map(({ id }) => `orders/${id}`);
}
