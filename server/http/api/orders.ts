import * as z from "zod";
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
  auth: "public",
  body: placeOrderBody,
  output: orderPlacedDto,
  handle: async ({ body, headers }) => {
    const { order, replayed } = await placeOrder({
      body,
      idempotencyKey: idempotencyKeyOf(headers),
      traceparent: traceparentOf(headers),
    });
    return new Answer(order, {
      status: 201,
      headers: {
        Location: `/api/v1/orders/${order.orderId}`,
        ...(replayed ? { "Idempotency-Replayed": "true" } : {}),
      },
    });
  },
});

export const getOrderById = route({
  auth: "public",
  params: byId,
  output: orderDto,
  handle: ({ params }) => getOrder(params.id),
});

/** Public: whoever knows the random id placed the order. */
export const postCancel = route({
  auth: "public",
  params: byId,
  body: noBody,
  output: changed,
  handle: ({ params, headers }) => cancelOrder({ id: params.id, traceparent: traceparentOf(headers) }),
});

export const postShip = route({
  auth: "operator",
  params: byId,
  body: noBody,
  output: changed,
  handle: ({ params, headers }) => shipOrder({ id: params.id, traceparent: traceparentOf(headers) }),
});
