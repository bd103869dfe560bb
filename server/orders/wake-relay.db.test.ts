import pg from "pg";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { placeOrder } from "#server/orders/place-order.ts";
import { testDatabase, urlOf } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { aProduct } from "#server/testing/factories.ts";

const pool = await testDatabase();
const { id: productId } = await aProduct(pool);
const listening = new pg.Client({ connectionString: urlOf(pool) });
await listening.connect();
afterEach(() => {
  vi.useRealTimers();
});
afterAll(() => listening.end());

const place = () =>
  placeOrder({
    body: { customer: { name: "Ada", email: "ada@example.com" }, items: [{ productId, quantity: 1 }] },
    idempotencyKey: null,
    traceparent: null,
  });

/** Everything that is announced to the relay from now on, in the order in which it was committed. */
async function listen(): Promise<string[]> {
  const heard: string[] = [];
  listening.on("notification", ({ payload }) => heard.push(payload ?? ""));
  await listening.query("listen redeliver_outbox");
  return heard;
}

// Every transaction that notifies takes one lock of the whole cluster at its commit: orders would queue up for it.
test("twenty orders at once commit without a NOTIFY of their own, and one for all of them follows", async () => {
  const heard = await listen();
  // The clock of the coalescing stands still, so what is heard meanwhile came with the orders' own commits.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  await Promise.all(Array.from({ length: 20 }, place));
  await pool.query("select pg_notify('redeliver_outbox', 'twenty orders are committed')");
  vi.advanceTimersByTime(1_000);
  vi.useRealTimers();
  await eventually(() => heard.length >= 2);
  expect(heard).toEqual(["twenty orders are committed", ""]);
});
