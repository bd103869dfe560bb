"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { ApiError, requestJson } from "#components/api/request-json.ts";
import { type CartLine, totalCents as totalOf } from "#components/store/cart.ts";
import { forgetIdempotencyKey, idempotencyKeyOf } from "#components/store/idempotency-key.ts";
import { rememberOrder } from "#components/store/my-orders.ts";
import { orderPlacedDto, type PlaceOrderBody } from "#server/contracts/shop/order.ts";

type Placing = { order: PlaceOrderBody; lines: readonly CartLine[] };

/** Places the order idempotently and opens its page. */
export function usePlaceOrder(onPlaced: () => void) {
  const router = useRouter();
  return useMutation({
    mutationFn: ({ order }: Placing) =>
      requestJson(orderPlacedDto, "/api/v1/orders", {
        method: "POST",
        body: order,
        headers: { "Idempotency-Key": idempotencyKeyOf(order) },
      }),
    onSuccess: ({ orderId, cancelToken }, { order, lines }) => {
      forgetIdempotencyKey();
      const currency = lines[0]?.product.currency ?? "EUR";
      const { name } = order.customer;
      const at = new Date().toISOString();
      rememberOrder({ id: orderId, at, totalCents: totalOf(lines), currency, name, cancelToken });
      onPlaced();
      router.push(`/orders/${orderId}`);
    },
    onError: (error) => {
      // A 4xx is final. No response, a 5xx or a conflict keeps the key for the next request.
      if (error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 409)
        forgetIdempotencyKey();
    },
  });
}
