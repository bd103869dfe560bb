import * as z from "zod";
import { customer } from "#server/access/actor.ts";
import { orderDto, orderPlacedDto, orderStatuses, placeOrderBody } from "#server/contracts/order.ts";
import { idempotencyKeyOf } from "#server/http/idempotency-key-of.ts";
import { Answer, route } from "#server/http/route.ts";
import { traceparentOf } from "#server/http/traceparent-of.ts";
import { cancelOrder } from "#server/orders/cancel-order.ts";
import { getOrder } from "#server/orders/get-order.ts";
import { placeOrder } from "#server/orders/place-order.ts";
import { shipOrder } from "#server/orders/ship-order.ts";

const byId = z.object({ id: z.uuid() });
const noBody = z.strictObject({}).optional();
const changed = z.object({
  success: z.literal(true),
  orderId: z.uuid(),
  status: z.enum(orderStatuses),
  message: z.string(),
});

export const postOrder = route({
  summary: "Place an order. Prices come from the catalogue.",
  auth: "public",
  body: placeOrderBody,
  output: orderPlacedDto,
  status: 201,
  audit: { none: "an order is its own record, and the audit's chain must not queue orders" },
  idempotent: true,
  handle: async ({ body, headers }) => {
    const { order, replayed } = await placeOrder({
      body,
      idempotencyKey: idempotencyKeyOf(headers),
      traceparent: traceparentOf(headers),
    });
    return new Answer(order, {
      headers: {
        Location: `/api/v1/orders/${order.orderId}`,
        ...(replayed ? { "Idempotency-Replayed": "true" } : {}),
      },
    });
  },
});

export const getOrderById = route({
  summary: "An order's status, deliveries and timeline. The random id is the capability.",
  auth: "public",
  params: byId,
  output: orderDto,
  handle: ({ params }) => getOrder(params.id),
});

/** Public: whoever knows the random id placed the order. */
export const postCancel = route({
  summary: "Cancel an order that is not shipped yet.",
  auth: "public",
  params: byId,
  body: noBody,
  output: changed,
  audit: "order.cancel",
  problems: ["conflict"],
  handle: ({ params, headers, requestId }) =>
    cancelOrder({ id: params.id, traceparent: traceparentOf(headers), actor: customer, requestId }),
});

export const postShip = route({
  summary: "Ship a placed order, as the warehouse would.",
  auth: "orders.ship",
  params: byId,
  body: noBody,
  output: changed,
  audit: "order.ship",
  problems: ["conflict"],
  handle: ({ params, headers, actor, requestId }) =>
    shipOrder({ id: params.id, traceparent: traceparentOf(headers), actor, requestId }),
});
