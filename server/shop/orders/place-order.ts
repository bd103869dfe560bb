import { createHash, randomUUID } from "node:crypto";
import type { OrderPlacedDto, PlaceOrderBody } from "#server/contracts/shop/order.ts";
import { tracePublish } from "#server/delivery/outbox/trace-publish.ts";
import { createBatcher } from "#server/platform/create-batcher.ts";
import { db } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";
import { AppError, InvalidInputError } from "#server/platform/errors.ts";
import { crashPoint } from "#server/platform/faults/crash-point.ts";
import { newId } from "#server/platform/new-id.ts";
import { sqlStateOf } from "#server/platform/sql-state.ts";
import { notify } from "#server/platform/wakeups/notify.ts";
import { limitOrder, storeLimits } from "#server/shop/limits/limit-orders.ts";
import { orderCreated } from "#server/shop/messages/order-created.ts";
import { type Caller, scopeKey } from "#server/shop/orders/caller.ts";
import { cancelTokens } from "#server/shop/orders/cancel-tokens.ts";
import { findIdempotencyKey } from "#server/shop/orders/sql/find-idempotency-key.ts";
import {
  type Idempotency,
  knownOrderData,
  maxTotalCents,
  type OrderRow,
  type PlacingVerdict,
  placeOrders,
} from "#server/shop/orders/sql/place-orders.ts";

type PlacedOrder = { order: OrderPlacedDto; replayed: boolean };

const repeatable = new Set(["40001", "40P01"]);
const lockNotAvailable = "55P03";

/** A hash of an order that does not depend on the order of its JSON keys or the case of its ids. */
function hashOf({ customer, items }: PlaceOrderBody): string {
  const canonical = [customer.name, customer.email, items.map((item) => [item.productId.toLowerCase(), item.quantity])];
  return createHash("sha256").update(JSON.stringify(canonical)).digest("base64url");
}

const placed = (orderId: string, cancelToken: string): OrderPlacedDto => ({
  success: true,
  orderId,
  cancelToken,
  message: "Thank you. Your order is confirmed. The confirmation e-mail follows.",
});

const inFlight = () =>
  new AppError(
    "idempotency_key_in_flight",
    "The first request with this Idempotency-Key is still running. Repeat this one in a moment.",
  );

const busy = () =>
  new AppError("unavailable", "The database rows of this order are locked. Repeat the request in a moment.");

/** Whether a lock timeout was a wait for another transaction of the same key: PostgreSQL names the table in `where`. */
const waitedForTheKey = (error: unknown): boolean =>
  error instanceof Error && "where" in error && /"idempotency_key/.test(String(error.where));

/** Places one order by itself, and waits for an earlier request of its key. */
async function placePatiently(row: OrderRow): Promise<PlacingVerdict> {
  const place = async () => {
    const [verdict] = await placeOrders(db(), [row], 2_000);
    if (!verdict) throw new Error("an order has no verdict");
    return verdict;
  };
  try {
    return await place();
  } catch (error) {
    if (repeatable.has(sqlStateOf(error))) return place();
    if (sqlStateOf(error) !== lockNotAvailable) throw error;
    throw waitedForTheKey(error) ? inFlight() : busy();
  }
}

/** Whether PostgreSQL reported the error, so that nothing was stored. After a lost connection that is unknown. */
const wasRolledBack = (error: unknown): boolean =>
  error instanceof Error && "severity" in error && error.severity === "ERROR";

/**
 * Group commit: orders that arrive while others are being written share the next statement. An order that waits or fails must
 * not affect the others, so a batch waits 100 ms for locks, and after a failure each order runs alone.
 */
const placeTogether = createBatcher<OrderRow, PlacingVerdict>({
  most: 32,
  lanes: 2,
  key: ({ idempotency, orderId }) => idempotency?.key ?? orderId,
  run: (rows) => {
    const [only, ...others] = rows;
    return only && others.length === 0
      ? placePatiently(only).then((verdict) => [verdict])
      : placeOrders(db(), rows, 100);
  },
  alone: { when: wasRolledBack, run: placePatiently },
});

const keyOf = (body: PlaceOrderBody, given: string, caller: Caller | undefined): Idempotency => ({
  key: caller ? scopeKey(caller, given, body.customer.email) : given,
  given,
  requestHash: hashOf(body),
});

/** Throws the reason why the order was not stored: its own fault, or else `otherwise`. */
function refuse({ unknown, mixed, total }: PlacingVerdict, otherwise: Error): never {
  if (unknown.length > 0) {
    throw new InvalidInputError(
      unknown
        .toSorted((one, other) => one - other)
        .map((index) => ({ pointer: `/items/${index}/productId`, detail: "is not a product that is on sale" })),
    );
  }
  if (mixed) {
    const detail = "must be products of one currency; place one order per currency";
    throw new InvalidInputError([{ pointer: "/items", detail }]);
  }
  if (total > maxTotalCents) {
    throw new InvalidInputError([{ pointer: "/items", detail: "add up to more than one order can cost" }]);
  }
  throw otherwise;
}

/**
 * Places an order and publishes `order.created`: both are committed, or neither. With a key, any repeat of the order within 24
 * hours gets the first response, also concurrently. Throws 429 beyond the store's limits.
 */
export async function placeOrder(request: {
  body: PlaceOrderBody;
  idempotencyKey: string | null;
  traceparent: string | null;
  /** The owner of the key, and the client to limit. Without a caller the key is unscoped and there is no limit. */
  caller?: Caller;
}): Promise<PlacedOrder> {
  const { body, idempotencyKey, caller } = request;
  const idempotency = idempotencyKey === null ? null : keyOf(body, idempotencyKey, caller);
  if (caller && caller.kind !== "token") {
    const { email } = body.customer;
    const asked = { email, network: caller.network, idempotencyKey: idempotency?.key ?? null };
    await limitOrder(db(), storeLimits(env()), asked);
  }
  const messageId = newId();
  const publishing = tracePublish({ id: messageId, type: orderCreated.type, traceparent: request.traceparent });
  // Random, not sortable: the ID is the credential for reading the order.
  const { orderId, email } = knownOrderData.parse({ orderId: randomUUID(), email: body.customer.email });
  const row: OrderRow = {
    orderId,
    customer: { id: newId(), name: body.customer.name, email },
    items: body.items,
    idempotency,
    messageId,
    traceparent: publishing?.traceparent ?? request.traceparent,
  };
  // Read before the order is stored: after that, the response must not fail.
  const tokenOf = await cancelTokens(db());
  const verdict = await placeTogether(row);
  if (verdict.placed) {
    publishing?.end();
    crashPoint("api.committed_no_response");
    notify("redeliver_outbox");
    return { order: placed(row.orderId, tokenOf(row.orderId)), replayed: false };
  }
  if (!idempotency) return refuse(verdict, busy());

  // The key is checked before the products: one may have been removed since the first request.
  const first = await findIdempotencyKey(db(), idempotency);
  if (!first) return refuse(verdict, inFlight());
  if (first.requestHash !== idempotency.requestHash) {
    throw new AppError(
      "idempotency_key_reused",
      "This Idempotency-Key was used for another order within the last 24 hours. Send a new key with a new order.",
    );
  }
  return { order: placed(first.orderId, tokenOf(first.orderId)), replayed: true };
}
