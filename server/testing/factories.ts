import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { KnownActor } from "#server/audit/actor.ts";
import type { DeliveryState } from "#server/contracts/delivery/delivery.ts";
import { PermanentError } from "#server/delivery/handlers/outcomes.ts";
import { publish } from "#server/delivery/outbox/publish.ts";
import { orderCreated } from "#server/shop/messages/order-created.ts";
import { orderShipped } from "#server/shop/messages/order-shipped.ts";
import { mailHandler, type Pipeline } from "#server/testing/pipeline.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";

/** The default actor of tests. */
export const anOperator: KnownActor = {
  ...{ kind: "user", id: randomUUID(), name: "Maya Ito", email: "maya@example.com", role: "operator", sessionId: null },
};

/** Creates a product, so that tests do not depend on the seeded catalogue. */
export async function aProduct(
  pool: pg.Pool,
  overrides: { priceCents?: number; currency?: string; active?: boolean } = {},
) {
  const id = randomUUID();
  const product = { id, priceCents: 1400, currency: "EUR", active: true, ...overrides };
  await pool.query(
    `insert into product (id, slug, name, description, price_cents, currency, art, active) values ($1, $2, 'Enamel mug', 'A mug.', $3, $4, 'enamel-mug', $5)`,
    [id, `mug-${id}`, product.priceCents, product.currency, product.active],
  );
  return product;
}

/** Creates a customer for a real worker's mails. Returns its id. */
export async function aCustomer(pool: pg.Pool): Promise<string> {
  const id = randomUUID();
  await pool.query("insert into customer (id, name, email) values ($1, 'Ada', 'ada@example.com')", [id]);
  return id;
}

/** Publishes `order.created` for a new order id, without an order, which the pipeline does not read. */
export async function anOrderCreated(
  pool: pg.Pool,
  overrides: { orderId?: string; customerId?: string; email?: string } = {},
) {
  const orderId = overrides.orderId ?? randomUUID();
  const data = {
    orderId,
    customerId: overrides.customerId ?? randomUUID(),
    orderTotal: 1400,
    currency: "EUR",
    email: overrides.email ?? "ada@example.com",
  };
  return {
    orderId,
    subject: `orders/${orderId}`,
    ...(await publish(pool, orderCreated, { subject: `orders/${orderId}`, data })),
  };
}

export async function anOrderShipped(pool: pg.Pool, orderId: string) {
  const data = { orderId, customerId: randomUUID(), email: "ada@example.com" };
  return publish(pool, orderShipped, { subject: `orders/${orderId}`, data });
}

/** Creates a dead letter through the pipeline: published, relayed, refused with 550, collected. */
export async function aDeadLetter(
  pool: pg.Pool,
  pipeline: Pipeline,
  overrides: { orderId?: string; email?: string } = {},
) {
  const message = await anOrderCreated(pool, { email: "bounce+ada@example.com", ...overrides });
  await pipeline.tick();
  const refusing = recordingPorts(() => {
    throw new PermanentError("recipient_rejected", "The mail server refused the recipient.", {
      reply: "550 5.1.1 no such user",
    });
  });
  await pipeline.work(mailHandler, refusing.ports);
  await pipeline.collect();
  const [delivery] = await deliveriesOf(pool, message.subject);
  if (delivery?.state !== "dead") throw new Error(`expected a dead letter, got ${delivery?.state}`);
  return { ...message, delivery };
}

type StoredDelivery = {
  id: string;
  handler: string;
  state: DeliveryState;
  attempts: number;
  revision: number;
  rootId: string;
  messageId: string;
  position: number;
  version: number;
  idempotencyKey: string;
  verdict: string | null;
  failureCode: string | null;
  sendingSince: Date | null;
  nextAttemptAt: Date | null;
  acceptedAt: Date | null;
  ambiguousSince: Date | null;
};

/** The mail handler's deliveries of a subject (or another handler's), oldest position first. */
export async function deliveriesOf(pool: pg.Pool, subject: string, handler = mailHandler): Promise<StoredDelivery[]> {
  const { rows } = await pool.query<StoredDelivery>(
    `select id, handler, state, attempts, revision, root_id as "rootId", message_id as "messageId", position, version,
            idempotency_key as "idempotencyKey", verdict, failure_code as "failureCode", sending_since as "sendingSince",
            next_attempt_at as "nextAttemptAt", accepted_at as "acceptedAt", ambiguous_since as "ambiguousSince"
     from delivery where subject = $1 and handler = $2 order by position, revision`,
    [subject, handler],
  );
  return rows;
}
