import { randomUUID } from "node:crypto";
import { publishFrom } from "#server/delivery/outbox/publish.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { newId } from "#server/platform/new-id.ts";
import { orderCreated } from "#server/shop/messages/order-created.ts";

const customerEmail = "ada@example.com";

/** A payload as the store writes it, the same for both sides of a measurement. */
export const payloadOf = (orderId: string, customerId: string) => ({
  ...{ orderId, customerId, orderTotal: 1400, currency: "EUR", email: customerEmail },
});

/** Publishes many messages at once, each about an order of its own, with ids as the store makes them, through the outbox's one insert. */
export async function publishBacklog(pool: Queryable, count: number, email = customerEmail): Promise<void> {
  const of = (make: () => string) => Array.from({ length: count }, () => make());
  await pool.query(
    `with message as (
       select o.id, $3::text as source, $4::text as type, $5::int as version, 'orders/' || o.order_id as subject,
              jsonb_build_object('orderId', o.order_id, 'customerId', gen_random_uuid(), 'orderTotal', 1400,
                                 'currency', 'EUR', 'email', $6::text) as data,
              null::text as traceparent, null::text as target_handler
       from unnest($1::uuid[], $2::uuid[]) as o (id, order_id)
     ), published as (${publishFrom("message")}) select count(*) from published`,
    [of(newId), of(randomUUID), orderCreated.source, orderCreated.type, orderCreated.version, email],
  );
}
