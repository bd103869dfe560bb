import http from "node:http";
import net from "node:net";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PermanentError } from "#server/delivery/handlers/outcomes.ts";
import { env } from "#server/platform/env/env.ts";
import { orderCreated } from "#server/shop/messages/order-created.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aCustomer, aDeadLetter, anOperator, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, webhookHandler } from "#server/testing/pipeline.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";
import { reveal } from "#server/triage/dead-letters/reveal.ts";
import { inReadOnlyTransaction } from "#server/triage/previews/in-read-only-transaction.ts";
import { preview } from "#server/triage/previews/preview.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const actor = anOperator;
const ids = { mail: "", webhook: "", order: "", customer: "" };
beforeAll(async () => {
  // As a process with receivers: a preview that used them would reach them.
  Object.assign(env(), {
    WAREHOUSE_WEBHOOK_URL: `http://127.0.0.1:${canaries.http}/`,
    WAREHOUSE_WEBHOOK_SECRET: "a canary's own secret",
  });
  Object.assign(env(), { SMTP_URL: `smtp://127.0.0.1:${canaries.smtp}` });
  const dead = await aDeadLetter(pool, pipeline);
  const refusing = recordingPorts();
  refusing.ports.webhooks.post = () => Promise.reject(new PermanentError("webhook_rejected", "no"));
  await pipeline.work(webhookHandler, refusing.ports);
  await pipeline.collect(webhookHandler);
  const [webhook] = await deliveriesOf(pool, dead.subject, webhookHandler);
  Object.assign(ids, {
    mail: dead.delivery.id,
    webhook: webhook?.id,
    order: dead.orderId,
    customer: await aCustomer(pool),
  });
  await pool.query(
    "update outbox_message set data = jsonb_set(data, '{customerId}', to_jsonb($2::text)) where subject = $1",
    [dead.subject, ids.customer],
  );
});

/** Servers that no preview may connect to: they count connections. */
const canaries = { smtp: 0, http: 0, connections: 0 };
const smtpCanary = net.createServer(() => {
  canaries.connections += 1;
});
const httpCanary = http.createServer((_, response) => response.end());
httpCanary.on("connection", () => {
  canaries.connections += 1;
});
const listen = (server: net.Server) =>
  new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as net.AddressInfo).port));
  });
canaries.smtp = await listen(smtpCanary);
canaries.http = await listen(httpCanary);
afterAll(() => {
  smtpCanary.close();
  httpCanary.close();
});

const payload = (overrides: object = {}) => ({
  ...{ orderId: ids.order, customerId: ids.customer, orderTotal: 1400, currency: "EUR", email: "right@example.com" },
  ...overrides,
});

/** A checksum of the rows of each table, of the queue's too. */
async function everything(): Promise<Record<string, string>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'pgboss') order by 1`,
  );
  const entries = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await pool.query(
        `select count(*) || ':' || coalesce(sum(hashtext(t::text)), 0) as digest from ${name} t`,
      );
      return [name, String(rows[0]?.digest)] as const;
    }),
  );
  return Object.fromEntries(entries);
}

describe("a preview", () => {
  it("shows the exact mail that would be sent", async () => {
    await reveal({ id: ids.mail, reason: null, actor, requestId: "r" });
    const shown = await preview({ id: ids.mail, draft: { payload: payload() }, actor });
    expect(shown).toMatchObject({ outcome: "sends", error: null, masked: false });
    expect(shown.patch).toContainEqual({ op: "replace", path: "/email", value: "right@example.com" });
    const [mail] = shown.mails;
    expect(mail).toMatchObject({ from: env().MAIL_FROM, to: "Ada <right@example.com>" });
    expect(mail?.subject).toMatch(/is confirmed$/);
    expect(mail?.html).toContain("14.00");
    expect(mail?.headers).toMatch(/^To: Ada <right@example.com>$/m);
  });

  it("shows the webhook that would be sent", async () => {
    const { webhooks } = await preview({ id: ids.webhook, draft: { payload: payload() }, actor });
    expect(webhooks).toMatchObject([{ body: { type: "order.created", data: { orderTotal: 1400 } } }]);
  });

  it("shows that it would fail again, with the error", async () => {
    const withoutCustomer = await aDeadLetter(pool, pipeline);
    await expect(preview({ id: withoutCustomer.delivery.id, draft: {}, actor })).resolves.toMatchObject({
      outcome: "dies",
      mails: [],
      error: { code: "customer_not_found", label: "Customer not found" },
    });
    const broken = payload({ orderTotal: "1400" });
    await expect(preview({ id: ids.mail, draft: { payload: broken }, actor })).resolves.toMatchObject({
      outcome: "dies",
      error: { code: "payload_invalid", errors: [{ pointer: "/orderTotal" }] },
    });
  });

  it("masks personal data until it is revealed, and uses the stored values of masked fields", async () => {
    const stranger = { ...actor, id: "0191d0a4-7f3c-4f6e-9a52-4f1c8be2aaaa" };
    const shown = await preview({
      id: ids.mail,
      draft: { payload: payload({ email: "b•••@example.com" }) },
      actor: stranger,
    });
    expect(shown).toMatchObject({ outcome: "sends", masked: true });
    expect(shown.mails[0]?.to).toBe("A••• <b•••@example.com>");
    expect(JSON.stringify(shown)).not.toMatch(/bounce\+ada|\bAda\b/);
  });

  it("ends at its time limit", async () => {
    const locking = await pool.connect();
    await locking.query("begin; lock table customer in access exclusive mode");
    const shown = await preview({ id: ids.mail, draft: { payload: payload() }, actor, milliseconds: 200 });
    await locking.query("rollback");
    locking.release();
    expect(shown).toMatchObject({ outcome: "retries", mails: [], error: { code: "unexpected" } });
  });

  it("runs in a read-only transaction, and releases its connection in time", async () => {
    const limits = { signal: AbortSignal.timeout(10_000), milliseconds: 10_000 };
    const writing = inReadOnlyTransaction(pool, limits, (tx) => tx.query("update customer set name = 'changed'"));
    await expect(writing).rejects.toMatchObject({ code: "25006" });
    const late = { signal: AbortSignal.timeout(50), milliseconds: 10_000 };
    await expect(inReadOnlyTransaction(pool, late, (tx) => tx.query("select pg_sleep(5)"))).rejects.toThrow(/timeout/);
  });
});

describe("the preview cannot send", () => {
  const text = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.constantFrom("bounce+x@example.com", "<b>x</b>@example.com", "a@b.example\r\nBcc: c@d.example"),
  );
  const field = fc.oneof(text, fc.integer(), fc.constant(null), fc.boolean());
  /** Half of them are valid and run the handler to its end, the others are invalid in one or all fields. */
  const anyPayload = fc.oneof(
    {
      weight: 5,
      arbitrary: fc
        .record({
          orderTotal: fc.constantFrom(1400, 1400, 1400, 99),
          email: fc.stringMatching(/^[a-z]{1,9}@[a-z]{1,9}[.]example$/),
        })
        .map((some) => payload(some)),
    },
    {
      weight: 3,
      arbitrary: fc
        .dictionary(fc.constantFrom(...Object.keys(orderCreated.example)), field)
        .map((some) => payload(some)),
    },
    { weight: 2, arbitrary: fc.json().map((some) => JSON.parse(some)) },
  );

  it("not one of 1,000 random payloads reaches a canary or changes a row", { timeout: 60_000 }, async () => {
    const before = await everything();
    const outcomes: Record<string, number> = {};
    const payloads = fc.sample(anyPayload, { numRuns: 1_000, seed: 20261125 });
    const open = payloads.map((some, index) => ({ id: index % 3 === 0 ? ids.webhook : ids.mail, payload: some }));
    const work = async () => {
      for (let next = open.pop(); next; next = open.pop()) {
        const answer = await preview({ id: next.id, draft: { payload: next.payload }, actor }).catch(
          (error: Error) => error.name,
        );
        const outcome = typeof answer === "string" ? answer : answer.outcome;
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      }
    };
    await Promise.all([work(), work(), work(), work()]);
    expect(Object.values(outcomes).reduce((sum, count) => sum + count)).toBe(1_000);
    expect(outcomes.sends).toBeGreaterThan(300);
    expect(outcomes.dies).toBeGreaterThan(200);
    expect(canaries.connections).toBe(0);
    expect(await everything()).toEqual(before);
  });

  it("and the canaries would have noticed", async () => {
    await new Promise<void>((resolve) => {
      const socket = net.connect(canaries.smtp, "127.0.0.1", () => socket.destroy());
      socket.on("close", () => resolve());
    });
    await fetch(`http://127.0.0.1:${canaries.http}/`);
    expect(canaries.connections).toBe(2);
  });
});
