import * as z from "zod";
import { messageDataFrom } from "#server/delivery/outbox/message-data.ts";
import { publishFrom } from "#server/delivery/outbox/publish.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { orderCreated } from "#server/shop/messages/order-created.ts";

/** `key` as it is stored, with its owner; `given` as it was sent. */
export type Idempotency = { key: string; given: string; requestHash: string };

export type OrderRow = {
  orderId: string;
  customer: { id: string; name: string; email: string };
  items: readonly { productId: string; quantity: number }[];
  idempotency: Idempotency | null;
  messageId: string;
  traceparent: string | null;
};

/** The largest value of the column. */
export const maxTotalCents = 2_147_483_647;

const verdict = z.object({
  placed: z.boolean(),
  /** Positions of the items whose product does not exist or is not on sale. */
  unknown: z.array(z.int()),
  /** Whether the products have more than one currency. */
  mixed: z.boolean(),
  total: z.int(),
});
export type PlacingVerdict = z.output<typeof verdict>;

/** The fields of a message that are known before the statement: parsed for each order by itself, before it joins a batch. */
export const knownOrderData = orderCreated.data.pick({ orderId: true, email: true });

/**
 * The rest is computed by the statement. The columns hold what the schema asks: uuid, a total from 0 to `maxTotalCents`, and
 * the CHECK of three capital letters on currency.
 */
const messageData = messageDataFrom(orderCreated, {
  orderId: "order_id",
  customerId: "buyer_id",
  orderTotal: "total_cents",
  currency: "currency",
  email: "email",
});

/**
 * Stores orders with their lines, customers, idempotency keys and outbox messages, each order completely or not at all: one
 * statement, one round trip, one commit for up to 32 orders.
 */
const text = `
  with settings as (
    -- Local to this statement's own transaction. A repeat of a key waits on the key's unique index for the first one.
    select set_config('lock_timeout', $15::text, true)
  ),
  wanted as (
    select wanted.*
    from settings, unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::text[], $17::text[])
      with ordinality as wanted (order_id, customer_id, name, email, key, request_hash, message_id, traceparent, given_key, number)
  ),
  line as (
    select item.number, item.line_number, item.product_id, item.quantity, product.name, product.price_cents, product.currency
    from unnest($9::int[], $10::int[], $11::uuid[], $12::int[]) as item (number, line_number, product_id, quantity)
    left join product on product.id = item.product_id and product.active
  ),
  verdict as (
    -- No sort in here: ordered and distinct aggregates cost a fifth of this statement.
    select number, coalesce(array_agg(line_number - 1) filter (where name is null), '{}') as unknown,
           min(currency) as currency,
           min(currency) is distinct from max(currency) as mixed,
           coalesce(sum(price_cents::bigint * quantity), 0)::bigint as total
    from line group by number
  ),
  acceptable as (
    select wanted.*, verdict.currency, verdict.total::int as total_cents
    from wanted join verdict on verdict.number = wanted.number
    where cardinality(verdict.unknown) = 0 and not verdict.mixed and verdict.total <= ${maxTotalCents}
  ),
  claimed as (
    -- A key older than a day counts as new and is replaced. Sorted: two batches that share keys must not deadlock.
    insert into idempotency_key as kept (key, request_hash, order_id)
    select key, request_hash, order_id from acceptable
    where key is not null and not exists (
      -- Keys of the day before they had an owner: the same request must not be stored twice.
      select from idempotency_key old
      where old.key = given_key and old.key <> acceptable.key and old.request_hash = acceptable.request_hash
        and old.created_at >= now() - interval '24 hours')
    order by key
    on conflict (key) do update
      set request_hash = excluded.request_hash, order_id = excluded.order_id, created_at = excluded.created_at
      where kept.created_at < now() - interval '24 hours'
    returning key
  ),
  accepted as (
    select acceptable.*,
           (select id from customer where customer.email = acceptable.email and customer.name = acceptable.name limit 1) as known_id
    from acceptable where key is null or key in (select key from claimed)
  ),
  new_customer as (
    insert into customer (id, name, email)
    select distinct on (email, name) customer_id, name, email from accepted where known_id is null
    returning id, name, email
  ),
  placed as (
    select accepted.number, order_id, coalesce(known_id, new_customer.id) as buyer_id, accepted.email, currency, total_cents,
           message_id, traceparent
    from accepted left join new_customer on new_customer.email = accepted.email and new_customer.name = accepted.name
  ),
  saved as (
    insert into customer_order (id, customer_id, total_cents, currency)
    select order_id, buyer_id, total_cents, currency from placed
  ),
  saved_line as (
    insert into order_line (order_id, line_number, product_id, name, quantity, unit_price_cents)
    select placed.order_id, line.line_number, line.product_id, line.name, line.quantity, line.price_cents
    from placed join line on line.number = placed.number
  ),
  message as (
    select message_id as id, $13::text as source, $14::text as type, $16::int as version, 'orders/' || order_id as subject,
           ${messageData} as data,
           traceparent, null::text as target_handler
    from placed
  ),
  published as (${publishFrom("message")})
  select placed.number is not null as placed, unknown, mixed, total
  from verdict left join placed on placed.number = verdict.number
  order by verdict.number`;

const statement = defineStatement({ name: "place-orders", text, row: verdict });

/**
 * Returns one verdict per order, in their order. No two orders may have the same key. Waits up to `lockMilliseconds` for
 * another transaction with one of the keys. After that, or after any other error, none of the orders is stored.
 */
export async function placeOrders(
  db: Queryable,
  orders: readonly OrderRow[],
  lockMilliseconds: number,
): Promise<PlacingVerdict[]> {
  const lines = orders.flatMap(({ items }, index) => items.map((item, line) => ({ ...item, index, line })));
  return statement.all(db, [
    orders.map(({ orderId }) => orderId),
    orders.map(({ customer }) => customer.id),
    orders.map(({ customer }) => customer.name),
    orders.map(({ customer }) => customer.email),
    orders.map(({ idempotency }) => idempotency?.key ?? null),
    orders.map(({ idempotency }) => idempotency?.requestHash ?? null),
    orders.map(({ messageId }) => messageId),
    orders.map(({ traceparent }) => traceparent),
    lines.map(({ index }) => index + 1),
    lines.map(({ line }) => line + 1),
    lines.map(({ productId }) => productId),
    lines.map(({ quantity }) => quantity),
    orderCreated.source,
    orderCreated.type,
    String(lockMilliseconds),
    orderCreated.version,
    orders.map(({ idempotency }) => idempotency?.given ?? null),
  ]);
}
