import { maskEmail, maskName } from "#server/contracts/email-address.ts";
import {
  type OrderDto,
  orderStatuses,
  type TimelineEntryDto,
  type TimelineStage,
} from "#server/contracts/shop/order.ts";
import { getTimeline, noEntry } from "#server/monitoring/pipeline/get-timeline.ts";
import { prisma } from "#server/platform/database/db.ts";
import { NotFoundError } from "#server/platform/errors.ts";

/** The timeline entries of the order itself: they come before its messages of the same moment. */
function ownEntries(order: { status: string; createdAt: Date; updatedAt: Date }): TimelineEntryDto[] {
  const saved = { at: order.createdAt.toISOString(), stage: "order_saved" as const, ...noEntry };
  const ends: Record<string, TimelineStage> = { shipped: "order_shipped", cancelled: "order_cancelled" };
  const end = ends[order.status];
  return end ? [saved, { at: order.updatedAt.toISOString(), stage: end, ...noEntry }] : [saved];
}

/** An order with the timeline of its messages. Its random id is a capability, so the customer is masked. */
export async function getOrder(id: string): Promise<OrderDto> {
  const [order, { deliveries, timeline }] = await Promise.all([
    prisma().order.findUnique({
      where: { id },
      include: {
        customer: true,
        lines: { orderBy: { lineNumber: "asc" }, include: { product: { select: { art: true } } } },
      },
    }),
    getTimeline(`orders/${id}`),
  ]);
  if (!order) throw new NotFoundError("There is no order with this ID.");
  const status = orderStatuses.find((known) => known === order.status);
  if (!status) throw new Error(`order ${order.id} has the unknown status ${order.status}`);
  return {
    id: order.id,
    status,
    totalCents: order.totalCents,
    currency: order.currency,
    createdAt: order.createdAt.toISOString(),
    customer: { name: maskName(order.customer.name), email: maskEmail(order.customer.email) },
    items: order.lines.map((line) => ({
      productId: line.productId,
      name: line.name,
      art: line.product.art,
      quantity: line.quantity,
      unitPriceCents: line.unitPriceCents,
    })),
    deliveries,
    // A stable sort: the order's own entry stays before the message of the same transaction.
    timeline: [...ownEntries(order), ...timeline].sort((one, other) => one.at.localeCompare(other.at)),
  };
}
