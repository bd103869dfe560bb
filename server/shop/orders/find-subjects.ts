import { prisma } from "#server/platform/database/db.ts";

/** More orders than any customer has. */
const mostOrders = 1_000;

/** Finds the subjects of orders by an order (its whole ID, or the first eight digits) or by a customer's current address. */
export async function findSubjects(by: { id: string } | { address: string }): Promise<readonly string[]> {
  return "id" in by ? ofOrder(by.id) : ofAddress(by.address);
}

/** The first eight digits are the number that a customer knows. Two orders may share it. */
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
