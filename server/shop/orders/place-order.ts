import { createHash, randomUUID } from "node:crypto";
import type { OrderPlacedDto, PlaceOrderBody } from "#server/contracts/shop/order.ts";
import { tracePublish } from "#server/delivery/outbox/trace-publish.ts";
import { createBatcher } from "#server/platform/create-batcher.ts";
import { db } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";
import { AppError, InvalidInputError } from "#server/platform/errors.ts";
import { crashPoint } from "#server/platform/faults/crash-point.ts";
import { newId } from "#server/platform/new-id.ts";
import { wake } from "#server/platform/wakeups/notify.ts";
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

export type PlacedOrder = { order: OrderPlacedDto; replayed: boolean };

const repeatable = new Set(["40001", "40P01"]);
const lockNotAvailable = "55P03";

const sqlStateOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

/** The same for the same order, whatever the order of its keys or the case of its ids. */
function hashOf({ customer, items }: PlaceOrderBody): string {
  const canonical = [customer.name, customer.email, items.map((item) => [item.productId.toLowerCase(), item.quantity])];
  return createHash("sha256").update(JSON.stringify(canonical)).digest("base64url");
}

const placed = (orderId: string, cancelToken: string): OrderPlacedDto => ({
  success: true,
  orderId,
  cancelToken,
  message: "Thank you, your order is placed. The confirmation is on its way to your mailbox.",
});

const inFlight = () =>
  new AppError(
    "idempotency_key_in_flight",
    "The first request with this Idempotency-Key is still running. Repeat this one in a moment.",
  );

const busy = () =>
  new AppError("unavailable", "The database is busy with what this order needs. Repeat the request in a moment.");

/** Waits for an earlier transaction of the same key end here too; PostgreSQL says which row or table it waited for. */
const waitedForTheKey = (error: unknown): boolean =>
  error instanceof Error && "where" in error && /"idempotency_key/.test(String(error.where));

/** Places one order by itself, and waits for an earlier request of its key. */
async function placePatiently(row: OrderRow): Promise<PlacingVerdict> {
  const place = async () => {
    const [verdict] = await placeOrders(db(), [row], 2_000);
    if (!verdict) throw new Error("an order was given no verdict");
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

/** PostgreSQL refused the statement and lives: nothing of it is stored. After a broken connection that is not known. */
const wasRolledBack = (error: unknown): boolean =>
  error instanceof Error && "severity" in error && error.severity === "ERROR";

/**
 * Group commit: orders that come while others are being written leave together in the next statement. What one of them
 * waits for or breaks must not hold up its neighbours, so a batch waits a tenth of a second, and then each goes alone.
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

/** Says why nothing was stored; `otherwise` where the order itself was acceptable. */
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
 * Places an order and publishes `order.created`: both are committed, or neither. With a key, the same order again gets
 * the first one's answer, however often and however concurrently it is sent, for 24 hours. Throws 429 beyond the store's limits.
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
  // Before the order is stored: afterwards nothing may be missing for the answer.
  const tokenOf = await cancelTokens(db());
  const verdict = await placeTogether(row);
  if (verdict.placed) {
    publishing?.end();
    crashPoint("api.committed_no_response");
    wake("redeliver_outbox");
    return { order: placed(row.orderId, tokenOf(row.orderId)), replayed: false };
  }
  if (!idempotency) return refuse(verdict, busy());

  // The key decides before the catalogue does: a product may have left it since the first request.
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
