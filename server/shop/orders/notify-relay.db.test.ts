import pg from "pg";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { placeOrder } from "#server/shop/orders/place-order.ts";
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

/** Collects the relay's notifications from now on, in commit order. */
async function listen(): Promise<string[]> {
  const heard: string[] = [];
  listening.on("notification", ({ payload }) => heard.push(payload ?? ""));
  await listening.query("listen redeliver_outbox");
  return heard;
}

const twenty = () => Promise.all(Array.from({ length: 20 }, place));

// Every transaction with a NOTIFY takes one lock of the whole cluster at its commit: orders would queue for it.
test("commits orders without a NOTIFY in their transaction, and merges the notifications after the first", async () => {
  const heard = await listen();
  // While the clock stands still the first notification is paused: further ones would come from the orders' own commits.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  await twenty();
  await eventually(() => heard.length >= 1);
  for (let round = 0; round < 3; round += 1) await twenty();
  await pool.query("select pg_notify('redeliver_outbox', 'all are committed')");
  await eventually(() => heard.includes("all are committed"));
  expect(heard).toEqual(["", "all are committed"]);
  await eventually(() => {
    vi.advanceTimersByTime(1_000);
    return heard.length >= 3;
  });
  expect(heard).toEqual(["", "all are committed", ""]);
});
