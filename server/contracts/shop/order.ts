import * as z from "zod";
import { deliveryDto } from "#server/contracts/delivery/delivery.ts";
import { emailAddress } from "#server/contracts/email-address.ts";
import { pipelineEntryDto, pipelineStages } from "#server/contracts/monitoring/timeline.ts";
import { personName } from "#server/contracts/person-name.ts";

export const maxLines = 50;
export const maxQuantity = 99;

/** An order as the store accepts it. No price: prices come from the catalogue. */
export const placeOrderBody = z.strictObject({
  customer: z.strictObject({
    name: personName,
    email: emailAddress,
  }),
  items: z
    .array(
      z.strictObject({
        productId: z.uuid("must be a product ID"),
        quantity: z
          .int("must be a whole number")
          .min(1, "must be at least 1")
          .max(maxQuantity, `must be at most ${maxQuantity}`),
      }),
    )
    .min(1, "must contain at least one item")
    .max(maxLines, `must contain at most ${maxLines} items`)
    .refine((items) => new Set(items.map((item) => item.productId.toLowerCase())).size === items.length, {
      error: "must contain each product only once. Add up the quantities",
    }),
});
export type PlaceOrderBody = z.output<typeof placeOrderBody>;

export const orderPlacedDto = z.object({
  success: z.literal(true),
  orderId: z.uuid(),
  /** The order's secret, with which a customer may cancel. No other response contains it. */
  cancelToken: z.string(),
  message: z.string(),
});
export type OrderPlacedDto = z.output<typeof orderPlacedDto>;

/** A customer sends the order's secret; users and tokens need none. */
export const cancelOrderBody = z.strictObject({ cancelToken: z.string().max(100).optional() }).optional();

/** The steps of an order: its own, and those of its messages. */
export const timelineStages = ["order_saved", "order_shipped", "order_cancelled", ...pipelineStages] as const;
export type TimelineStage = (typeof timelineStages)[number];

export const timelineEntryDto = pipelineEntryDto.extend({ stage: z.enum(timelineStages) });
export type TimelineEntryDto = z.output<typeof timelineEntryDto>;

export const orderStatuses = ["placed", "shipped", "cancelled"] as const;

/** An order for its own page: the random ID is the only capability, so the customer is masked. */
export const orderDto = z.object({
  id: z.uuid(),
  status: z.enum(orderStatuses),
  totalCents: z.int(),
  currency: z.string(),
  createdAt: z.iso.datetime(),
  customer: z.object({ name: z.string(), email: z.string() }),
  items: z.array(
    z.object({
      productId: z.uuid(),
      name: z.string(),
      art: z.string(),
      quantity: z.int(),
      unitPriceCents: z.int(),
    }),
  ),
  deliveries: z.array(deliveryDto),
  timeline: z.array(timelineEntryDto),
});
export type OrderDto = z.output<typeof orderDto>;
