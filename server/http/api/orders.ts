import { isIP } from "node:net";
import * as z from "zod";
import type { Actor } from "#server/audit/actor.ts";
import {
  cancelOrderBody,
  orderDto,
  orderPlacedDto,
  orderStatuses,
  placeOrderBody,
} from "#server/contracts/shop/order.ts";
import { idempotencyKeyOf } from "#server/http/request/idempotency-key-of.ts";
import { traceparentOf } from "#server/http/request/traceparent-of.ts";
import { Answer, defineRoute } from "#server/http/route/define-route.ts";
import { authorise } from "#server/identity/access/authorise.ts";
import { identify } from "#server/identity/access/identify.ts";
import { clientKey } from "#server/platform/client-key.ts";
import { db } from "#server/platform/database/db.ts";
import { AppError } from "#server/platform/errors.ts";
import { logFor } from "#server/platform/telemetry/log.ts";
import { customer } from "#server/shop/customers/customer-actor.ts";
import type { Caller } from "#server/shop/orders/caller.ts";
import { cancelOrder } from "#server/shop/orders/cancel-order.ts";
import { cancelTokens, isCancelToken } from "#server/shop/orders/cancel-tokens.ts";
import { getOrder } from "#server/shop/orders/get-order.ts";
import { placeOrder } from "#server/shop/orders/place-order.ts";
import { shipOrder } from "#server/shop/orders/ship-order.ts";

const byId = z.object({ id: z.uuid().toLowerCase() });
const emptyBody = z.strictObject({}).optional();
const changed = z.object({
  success: z.literal(true),
  orderId: z.uuid(),
  status: z.enum(orderStatuses),
  message: z.string(),
});

/** The actor of a session or token, null for a guest. A guest costs no statement. Another scheme, as of a proxy, is ignored. */
async function callerOf(headers: Pick<Headers, "get">, address: string): Promise<Caller> {
  const scheme = headers.get("authorization");
  const actor = scheme !== null && !/^bearer /i.test(scheme) ? null : await identify(headers);
  return {
    kind: actor?.kind ?? "guest",
    id: actor?.id ?? null,
    network: isIP(address) === 0 ? null : clientKey(address),
  };
}

/** The actor of a cancellation: a customer by the order's secret, or an operator. Refusals do not tell whether the order exists. */
async function cancellerOf(headers: Pick<Headers, "get">, id: string, cancelToken?: string): Promise<Actor> {
  if (cancelToken !== undefined) {
    if (isCancelToken(await cancelTokens(db()), id, cancelToken)) return customer;
    logFor("orders").info({ orderId: id }, "a cancellation with a wrong cancelToken was refused");
    throw new AppError(
      "forbidden",
      "The cancelToken does not match this order. Open the link in its confirmation mail.",
    );
  }
  if ((await identify(headers)) === null) {
    throw new AppError(
      "unauthorized",
      "Open the link in the order's confirmation mail, send its cancelToken, or sign in.",
    );
  }
  return authorise(headers, "orders.cancel");
}

export const orderRoutes = [
  defineRoute({
    method: "POST",
    path: "/api/v1/orders",
    callers: "anyone",
    summary: "Place an order. Prices come from the catalogue.",
    auth: "public",
    body: placeOrderBody,
    output: orderPlacedDto,
    status: 201,
    audit: { none: "the order itself is the record, and the audit chain must not serialize orders" },
    idempotent: true,
    problems: ["unauthorized", "too_many_orders"],
    handle: async ({ body, headers, client }) => {
      const { order, replayed } = await placeOrder({
        body,
        caller: await callerOf(headers, client.address),
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
  }),

  defineRoute({
    method: "GET",
    path: "/api/v1/orders/{id}",
    callers: "anyone",
    summary: "Get an order with its deliveries and timeline. Its random ID is the only credential.",
    auth: "public",
    params: byId,
    output: orderDto,
    handle: ({ params }) => getOrder(params.id),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/orders/{id}/cancel",
    callers: "operators",
    summary: "Cancel an order that is not shipped. A customer sends its `cancelToken`; an operator needs none.",
    auth: "public",
    sameOrigin: true,
    params: byId,
    body: cancelOrderBody,
    output: changed,
    audit: "order.cancel",
    example: { given: "order" },
    problems: ["unauthorized", "forbidden", "conflict"],
    handle: async ({ params, body, headers, requestId }) => {
      const actor = await cancellerOf(headers, params.id, body?.cancelToken);
      return cancelOrder({ id: params.id, traceparent: traceparentOf(headers), actor, requestId });
    },
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/orders/{id}/ship",
    callers: "operators",
    summary: "Ship a placed order.",
    auth: "orders.ship",
    params: byId,
    body: emptyBody,
    output: changed,
    audit: "order.ship",
    example: { given: "order" },
    problems: ["conflict"],
    handle: ({ params, headers, actor, requestId }) =>
      shipOrder({ id: params.id, traceparent: traceparentOf(headers), actor, requestId }),
  }),
];
