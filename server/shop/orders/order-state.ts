import type { orderStatuses } from "#server/contracts/shop/order.ts";

export type OrderStatus = (typeof orderStatuses)[number];

/** What may become of an order. Shipped and cancelled are ends: whoever comes second is told so. */
export const orderTransitions = {
  placed: ["shipped", "cancelled"],
  shipped: [],
  cancelled: [],
} as const satisfies Record<OrderStatus, readonly OrderStatus[]>;

/** The statuses from which `to` can be reached, as a conditional update takes them. */
export function sourcesOf(to: OrderStatus): OrderStatus[] {
  const entries = Object.entries(orderTransitions) as [OrderStatus, readonly OrderStatus[]][];
  return entries.filter(([, targets]) => targets.includes(to)).map(([from]) => from);
}
