import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { DemoMode } from "#server/contracts/identity/demo.ts";
import { env } from "#server/platform/env/env.ts";
import { storeLimits } from "#server/shop/limits/limit-orders.ts";
import { asOperator, serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aProduct } from "#server/testing/factories.ts";

const pool = await testDatabase();
const api = await serveApi();
const product = await aProduct(pool);

const limits = {
  STORE_LIMIT_PER_RECIPIENT: { burst: 5, seconds: 60 },
  STORE_LIMIT_PER_CLIENT: { burst: 30, seconds: 2 },
  STORE_OPEN_ORDERS: 20,
};
const unset = { STORE_LIMIT_PER_RECIPIENT: undefined, STORE_OPEN_ORDERS: undefined };
beforeEach(() => {
  Object.assign(env(), limits, { SMTP_URL: undefined, DEMO_MODE: "off" });
});

const aMailbox = () => `v${randomUUID().slice(0, 8)}`;
async function order(email: string, headers: Record<string, string> = {}, name = "Ada Lovelace") {
  const json = { customer: { name, email }, items: [{ productId: product.id, quantity: 1 }] };
  const answer = await api.call("POST", "/api/v1/orders", { json, headers });
  return { ...answer, body: JSON.parse(answer.text) };
}
const statuses = (answers: { status: number }[]) => {
  const count = (status: number) => answers.filter((answer) => answer.status === status).length;
  return { placed: count(201), refused: count(429), other: answers.length - count(201) - count(429) };
};
/** Fills every bucket of this file's client. */
const theClientRests = () => pool.query("delete from rate_limit where key like 'order from %'").catch(() => undefined);
beforeEach(theClientRests);

describe("orders of guests", () => {
  it("are limited per mailbox: a hundred concurrent ones for variants of one address place five", async () => {
    Object.assign(env(), { STORE_LIMIT_PER_CLIENT: "off" });
    const mailbox = aMailbox();
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => order(`${mailbox}+${index}@${index % 2 ? "EXAMPLE" : "example"}.com`)),
    );
    expect(statuses(answers)).toEqual({ placed: 5, refused: 95, other: 0 });
    const refused = answers.find(({ status }) => status === 429);
    expect(Number(refused?.headers["retry-after"])).toBeGreaterThan(50);
    expect(refused?.body).toMatchObject({
      type: "/problems/too-many-orders",
      detail: expect.stringMatching(
        /^Too many orders for this e-mail address. Try again in \d+ s. Nothing was ordered.$/,
      ),
    });
    const { rows } = await pool.query(
      "select count(*)::int as n from outbox_message m join customer c on m.data->>'email' = c.email where c.email ilike $1",
      [`${mailbox}%`],
    );
    expect(rows[0].n).toBe(5);
  });

  it("have default limits, and in a demo with the local mail server only the limit per client", () => {
    const limitsIn = (DEMO_MODE: DemoMode, SMTP_URL?: string) => {
      const { recipient, open, client } = storeLimits({ ...env(), ...unset, DEMO_MODE, SMTP_URL });
      return { recipient, open, client };
    };
    const { STORE_LIMIT_PER_RECIPIENT: recipient, STORE_OPEN_ORDERS: open, STORE_LIMIT_PER_CLIENT: client } = limits;
    expect(limitsIn("off")).toEqual({ recipient, open, client });
    expect(limitsIn("off", "smtp://mail.example.com")).toEqual({ recipient, open, client });
    expect(limitsIn("public", "smtp://mail.example.com")).toEqual({ recipient, open, client });
    expect(limitsIn("public")).toEqual({ recipient: null, open: null, client });
    expect(limitsIn("local")).toEqual({ recipient: null, open: null, client });
  });

  it("are limited per client address, for any recipients", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => order(`${aMailbox()}@example.com`)));
    const { placed, other } = statuses(answers);
    expect(placed).toBeGreaterThanOrEqual(30);
    expect(placed).toBeLessThan(40);
    expect(other).toBe(0);
  });

  it("get one more token after the period, which is the sent Retry-After", async () => {
    const email = `${aMailbox()}@example.com`;
    for (let placed = 0; placed < 5; placed += 1) expect((await order(email)).status).toBe(201);
    const { headers } = await order(email);
    const wait = Number(headers["retry-after"]);
    const timePasses = (seconds: number) =>
      pool.query("update rate_limit set full_at = full_at - $2 * interval '1 second' where key = $1", [
        `order for ${email}`,
        seconds,
      ]);
    await timePasses(wait - 2);
    expect((await order(email)).status).toBe(429);
    await timePasses(2);
    expect((await order(email)).status).toBe(201);
    expect((await order(email)).status).toBe(429);
  });

  it("take no token of the recipient while their client's bucket is empty", async () => {
    Object.assign(env(), { STORE_LIMIT_PER_CLIENT: { burst: 1, seconds: 1_000 } });
    const email = `${aMailbox()}@example.com`;
    const answers = [];
    for (let sent = 0; sent < 8; sent += 1) answers.push(await order(email));
    expect(statuses(answers)).toEqual({ placed: 1, refused: 7, other: 0 });
    await theClientRests();
    expect((await order(email)).status).toBe(201);
  });

  it("are refused while a mailbox has too many unshipped orders", async () => {
    Object.assign(env(), { STORE_LIMIT_PER_RECIPIENT: "off", STORE_LIMIT_PER_CLIENT: "off", STORE_OPEN_ORDERS: 3 });
    const mailbox = aMailbox();
    const answers = [];
    for (let sent = 0; sent < 4; sent += 1) answers.push(await order(`${mailbox}+${sent}@example.com`));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 429]);
    expect(answers[3]?.body.detail).toContain("has 3 orders that are not shipped yet");
    await api.call("POST", `/api/v1/orders/${answers[0]?.body.orderId}/ship`, { headers: asOperator });
    expect((await order(`${mailbox}@example.com`)).status).toBe(201);
  });

  it("take no token for a repeated key", async () => {
    const email = `${aMailbox()}@example.com`;
    const headers = { "idempotency-key": randomUUID() };
    const first = await order(email, headers);
    for (let repeat = 0; repeat < 20; repeat += 1) expect((await order(email, headers)).text).toBe(first.text);
    for (let placed = 1; placed < 5; placed += 1) expect((await order(email)).status).toBe(201);
    expect((await order(email)).status).toBe(429);
    expect((await order(email, headers)).text).toBe(first.text);
  });
});

it("a bearer token has no limit", async () => {
  const email = `${aMailbox()}@example.com`;
  const answers = await Promise.all(Array.from({ length: 40 }, () => order(email, asOperator)));
  expect(statuses(answers)).toEqual({ placed: 40, refused: 0, other: 0 });
});

describe("an idempotency key", () => {
  it("belongs to its client: the same key of another client places another order", async () => {
    const email = `${aMailbox()}@example.com`;
    const headers = { "idempotency-key": randomUUID() };
    const guest = await order(email, headers);
    const token = await order(email, { ...headers, ...asOperator });
    expect(token.body.orderId).not.toBe(guest.body.orderId);
    expect((await order(email, headers)).body.orderId).toBe(guest.body.orderId);
    expect((await order(email, { ...headers, ...asOperator })).body.orderId).toBe(token.body.orderId);
  });

  it("of one guest does not conflict with another guest's", async () => {
    const headers = { "idempotency-key": randomUUID() };
    const [one, other] = [
      await order(`${aMailbox()}@example.com`, headers),
      await order(`${aMailbox()}@example.com`, headers),
    ];
    expect([one.status, other.status]).toEqual([201, 201]);
    expect(other.body.orderId).not.toBe(one.body.orderId);
  });

  it("that was stored without an owner still returns the same order", async () => {
    const email = `${aMailbox()}@example.com`;
    const key = randomUUID();
    const first = await order(email, { "idempotency-key": key });
    await pool.query("update idempotency_key set key = $1 where order_id = $2", [key, first.body.orderId]);
    const again = await order(email, { "idempotency-key": key });
    expect(again.headers["idempotency-replayed"]).toBe("true");
    expect(again.text).toBe(first.text);
  });
});

it("buckets that are full again are removed", async () => {
  const { deleteFullBuckets } = await import("#server/monitoring/retention/sql/delete-full-buckets.ts");
  await pool.query("truncate rate_limit");
  await order(`${aMailbox()}@example.com`);
  expect(await deleteFullBuckets(pool, 10)).toBe(0);
  await pool.query("update rate_limit set full_at = now() - interval '1 second'");
  expect(await deleteFullBuckets(pool, 10)).toBe(2);
});
