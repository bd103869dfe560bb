import type pg from "pg";
import { orderCreated } from "#server/messages/order-created.ts";
import { messageSource, publishFrom } from "#server/outbox/publish.ts";

/** A payload as the store writes it, the same for both sides of a measurement. */
export const payloadOf = (orderId: string, customerId: string) => ({
  ...{ orderId, customerId, orderTotal: 1400, currency: "EUR", email: "ada@example.com" },
});

/** Publishes many messages at once, each about an order of its own, through the outbox's one insert. */
export async function publishBacklog(pool: pg.Pool, count: number): Promise<void> {
  await pool.query(
    `with message as (
       select gen_random_uuid() as id, $2::text as source, $3::text as type, $4::int as version,
              'orders/' || o.id as subject,
              jsonb_build_object('orderId', o.id, 'customerId', gen_random_uuid(), 'orderTotal', 1400, 'currency', 'EUR',
                                 'email', 'ada@example.com') as data,
              null::text as traceparent, null::text as target_handler
       from (select gen_random_uuid() as id from generate_series(1, $1::int)) o
     ), published as (${publishFrom("message")}) select count(*) from published`,
    [count, messageSource, orderCreated.type, orderCreated.version],
  );
}
