import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { aToken } from "#server/testing/access.ts";
import { serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aProduct } from "#server/testing/factories.ts";

const pool = await testDatabase();
const api = await serveApi();
const product = await aProduct(pool);

const tokenOf = async (role: "viewer" | "operator") => (await aToken(pool, role, { name: role })).headers;
const [viewer, operator] = [await tokenOf("viewer"), await tokenOf("operator")];

async function place(headers: Record<string, string> = {}) {
  const customer = { name: "Ada", email: `${randomUUID()}@example.com` };
  const json = { customer, items: [{ productId: product.id, quantity: 1 }] };
  const answer = await api.call("POST", "/api/v1/orders", { json, headers });
  expect(answer.status, answer.text).toBe(201);
  return { json, text: answer.text, placed: JSON.parse(answer.text) };
}
const cancel = (id: string, json?: unknown, headers: Record<string, string> = {}) =>
  api.call("POST", `/api/v1/orders/${id}/cancel`, { json, headers });
const statusOf = async (id: string) =>
  (await pool.query("select status from customer_order where id = $1", [id])).rows[0]?.status;
const entriesOf = async (id: string) =>
  (await pool.query("select actor_kind as kind, actor_name as name from audit_entry where target_id = $1", [id])).rows;

it("refuses a viewer, a stranger and a wrong secret, and the order stays placed", async () => {
  const { placed } = await place();
  const { placed: other } = await place();
  expect((await cancel(placed.orderId)).status).toBe(401);
  expect((await cancel(placed.orderId, {}, viewer)).status).toBe(403);
  for (const cancelToken of [other.cancelToken, "", "x", `${placed.cancelToken}A`, "•".repeat(22)]) {
    expect((await cancel(placed.orderId, { cancelToken }, operator)).status, cancelToken).toBe(403);
  }
  expect(await statusOf(placed.orderId)).toBe("placed");
});

it("returns the same response whether the order exists or not, and writes no audit entry", async () => {
  const { placed } = await place();
  const plain = ({ status, text }: { status: number; text: string }) => {
    const { requestId: _, instance: __, ...problem } = JSON.parse(text);
    return { status, problem };
  };
  for (const [json, headers] of [
    [undefined, {}],
    [{ cancelToken: "AAAAAAAAAAAAAAAAAAAAAA" }, {}],
    [undefined, viewer],
  ] as const) {
    expect(plain(await cancel(placed.orderId, json, headers))).toEqual(
      plain(await cancel(randomUUID(), json, headers)),
    );
  }
  expect(await entriesOf(placed.orderId)).toEqual([]);
});

it("accepts the order's secret as the customer's, with or without a session", async () => {
  const { placed } = await place();
  expect((await cancel(placed.orderId, { cancelToken: placed.cancelToken }, viewer)).status).toBe(200);
  expect((await cancel(placed.orderId, { cancelToken: placed.cancelToken })).status).toBe(409);
  expect(await entriesOf(placed.orderId)).toEqual([{ kind: "customer", name: "customer" }]);
});

it("lets an operator cancel without the secret, and names them in the audit log", async () => {
  const { placed } = await place();
  expect((await cancel(placed.orderId, undefined, operator)).status).toBe(200);
  expect(await entriesOf(placed.orderId)).toEqual([{ kind: "token", name: "operator" }]);
  const { rows } = await pool.query(
    "select data->>'cancelledBy' as by from outbox_message where subject = $1 and type = 'order.cancelled'",
    [`orders/${placed.orderId}`],
  );
  expect(rows).toEqual([{ by: "shop" }]);
});

it("returns the secret for a repeated request, and in no other response or row", async () => {
  const key = randomUUID();
  const { json, text, placed } = await place({ "idempotency-key": key });
  expect(placed.cancelToken).toMatch(/^[\w-]{22}$/);
  const again = await api.call("POST", "/api/v1/orders", { json, headers: { "idempotency-key": key } });
  expect(again.text).toBe(text);
  for (const path of [`/api/v1/orders/${placed.orderId}`, `/api/v1/traces/${placed.orderId}`]) {
    const seen = await api.call("GET", path, { headers: operator });
    expect(seen.text).not.toContain(placed.cancelToken);
  }
  const { rows } = await pool.query("select data::text from outbox_message where subject = $1", [
    `orders/${placed.orderId}`,
  ]);
  expect(JSON.stringify(rows)).not.toContain(placed.cancelToken);
});

it("derives a secret for earlier orders, too", async () => {
  const [id, customerId] = [randomUUID(), randomUUID()];
  await pool.query("insert into customer (id, name, email) values ($1, 'Ada', 'old@example.com')", [customerId]);
  await pool.query("insert into customer_order (id, customer_id, total_cents, currency) values ($1, $2, 100, 'EUR')", [
    id,
    customerId,
  ]);
  const { cancelTokens } = await import("#server/shop/orders/cancel-tokens.ts");
  const cancelToken = (await cancelTokens(pool))(id);
  expect((await cancel(id, { cancelToken })).status).toBe(200);
});
