import type { orderStatuses } from "#server/contracts/shop/order.ts";

export type OrderStatus = (typeof orderStatuses)[number];

/** The allowed transitions of an order. Shipped and cancelled are final: a second request gets 409. */
const orderTransitions = {
  placed: ["shipped", "cancelled"],
  shipped: [],
  cancelled: [],
} as const satisfies Record<OrderStatus, readonly OrderStatus[]>;

/** The statuses from which `to` can be reached, for a compare-and-set. */
export function sourcesOf(to: OrderStatus): OrderStatus[] {
  const entries = Object.entries(orderTransitions) as [OrderStatus, readonly OrderStatus[]][];
  return entries.filter(([, targets]) => targets.includes(to)).map(([from]) => from);
}
