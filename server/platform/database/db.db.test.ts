import { afterAll, expect, test } from "vitest";
import { lockRelay } from "#server/delivery/outbox/sql/lock-relay.ts";
import { webLimits } from "#server/platform/database/database-limits.ts";
import { connectDatabase, db, inTransaction, prisma } from "#server/platform/database/db.ts";
import { placeOrder } from "#server/shop/orders/place-order.ts";
import { testDatabase, urlOf } from "#server/testing/database.ts";
import { aProduct } from "#server/testing/factories.ts";
import { startTcpProxy } from "#server/testing/servers/start-tcp-proxy.ts";

const pool = await testDatabase();
const product = await aProduct(pool);
const url = urlOf(pool);
const body = { customer: { name: "Ada", email: "ada@example.com" }, items: [{ productId: product.id, quantity: 1 }] };

/** The bytes that this process sends to the server while it places an order and reads the catalogue. */
async function bytesOf(behindPooler: boolean): Promise<string> {
  const proxy = await startTcpProxy(url);
  const through = connectDatabase(proxy.through(url), { ...webLimits, behindPooler });
  afterAll(async () => {
    await through.end();
    await proxy.close();
  });
  await placeOrder({ body, idempotencyKey: `key-${behindPooler}`, traceparent: null });
  // The same statement twice on one connection, in a transaction and alone.
  await inTransaction(db(), (tx) => tx.query({ name: "twice", text: "select $1::int as n", values: [1] }));
  const { rows } = await db().query({ name: "twice", text: "select $1::int as n", values: [2] });
  expect(rows).toEqual([{ n: 2 }]);
  await prisma().product.count();
  return proxy.sent().toString("latin1");
}

/** Parse and Bind have the statement's name; the start-up message has the settings. */
const names = ["place-orders\0", "twice\0"];
const settings = ["lock_timeout\0", "statement_timeout\0", "idle_in_transaction_session_timeout\0"];

test("uses named statements and session settings on a direct connection, and neither behind a pooler", async () => {
  const pooled = await bytesOf(true);
  const direct = await bytesOf(false);
  for (const words of [...names, ...settings]) {
    expect([words, pooled.includes(words)]).toEqual([words, false]);
    expect([words, direct.includes(words)]).toEqual([words, true]);
  }
});

test("resets the settings of an order and of the relay with their transaction", async () => {
  const single = connectDatabase(url, { max: 1, behindPooler: true });
  afterAll(() => single.end());
  const settingsNow = async () =>
    (
      await single.query(
        `select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement,
                current_setting('idle_in_transaction_session_timeout') as idle, current_setting('enable_seqscan') as seqscan`,
      )
    ).rows;
  const before = await settingsNow();
  await inTransaction(single, lockRelay);
  await placeOrder({ body, idempotencyKey: null, traceparent: null });
  expect(await settingsNow()).toEqual(before);
});
