import { expect, it } from "vitest";
import { closeDatabase, connectDatabase } from "#server/platform/database/db.ts";
import { asOperator, serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { aProduct } from "#server/testing/factories.ts";

const pool = await testDatabase();
const api = await serveApi();
const product = await aProduct(pool);
const order = { customer: { name: "Ada", email: "ada@example.com" }, items: [{ productId: product.id, quantity: 1 }] };

const expectUnavailable = ({ status, headers, text }: Awaited<ReturnType<typeof api.call>>) => {
  expect(status, text).toBe(503);
  expect(headers["retry-after"]).toBe("2");
  expect(JSON.parse(text)).toMatchObject({ type: "/problems/unavailable", status: 503 });
  expect(text).not.toMatch(/terminat|57P01|ECONN|prisma/i);
};

it.each([
  ["a read through Prisma", "lock table product in access exclusive mode", () => api.call("GET", "/api/v1/products")],
  [
    "an order",
    "lock table product in access exclusive mode",
    () => api.call("POST", "/api/v1/orders", { json: order }),
  ],
])("%s whose backend is terminated is a 503, and the next one is served", async (_, lock, request) => {
  const holder = await pool.connect();
  try {
    await holder.query("begin");
    await holder.query(lock);
    const answer = request();
    await eventually(async () => {
      const { rowCount } = await pool.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
      );
      return rowCount === 1;
    });
    expectUnavailable(await answer);
  } finally {
    await holder.query("rollback");
    holder.release();
  }
  expect((await request()).status).toBeLessThan(300);
});

it("an order that waits longer for a lock than two seconds is a 503 that can be repeated", async () => {
  const holder = await pool.connect();
  try {
    await holder.query("begin");
    await holder.query("select from product for update");
    const answer = await api.call("POST", "/api/v1/orders", { json: order });
    expect(answer.status, answer.text).toBe(503);
  } finally {
    await holder.query("rollback");
    holder.release();
  }
});

it("everything that needs a database that is not there is a 503", async () => {
  await closeDatabase();
  connectDatabase("postgresql://unknown@127.0.0.1:1/nowhere");
  expectUnavailable(await api.call("GET", "/api/v1/products"));
  expectUnavailable(await api.call("POST", "/api/v1/orders", { json: order }));
  expectUnavailable(await api.call("GET", `/api/v1/orders/${product.id}`));
  expectUnavailable(await api.call("GET", "/api/v1/pipeline", { headers: asOperator }));
  expectUnavailable(await api.call("POST", `/api/v1/orders/${product.id}/cancel`, { json: { cancelToken: "x" } }));
});
