import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { inTransaction, type Queryable } from "#server/platform/database/db.ts";
import { correctEmail } from "#server/shop/customers/correct-email.ts";
import { createCustomerFinder } from "#server/shop/customers/customer-finder.ts";
import { findCustomer } from "#server/shop/customers/get-customer.ts";
import { sendOrderNotifications } from "#server/shop/handlers/send-order-notifications.ts";
import { testDatabase } from "#server/testing/database.ts";

const pool = await testDatabase();

async function aCustomer() {
  const id = randomUUID();
  await pool.query(
    "insert into customer (id, name, email, updated_at) values ($1, 'Ada Lovelace', 'ada@exmaple.com', '2020-01-01')",
    [id],
  );
  return id;
}

async function anOrderOf(customerId: string) {
  const id = randomUUID();
  await pool.query("insert into customer_order (id, customer_id, total_cents, currency) values ($1, $2, 1400, 'EUR')", [
    id,
    customerId,
  ]);
  return id;
}

it("finds a customer by id, and null for an unknown id", async () => {
  const id = await aCustomer();
  expect(await findCustomer(pool, id)).toEqual({ id, name: "Ada Lovelace", email: "ada@exmaple.com" });
  expect(await findCustomer(pool, randomUUID())).toBeNull();
});

it("corrects the address of one order's customer, with the time of the change", async () => {
  const [id, other] = [await aCustomer(), await aCustomer()];
  const orderId = await anOrderOf(id);
  expect(await inTransaction(pool, (tx) => correctEmail(tx, orderId, "ada@example.com"))).toBe(true);
  expect(await findCustomer(pool, id)).toMatchObject({ email: "ada@example.com" });
  expect(await findCustomer(pool, other)).toMatchObject({ email: "ada@exmaple.com" });
  const { rows } = await pool.query(
    "select updated_at > '2020-01-02' as touched from customer where id = any($1) order by id = $2 desc",
    [[id, other], id],
  );
  expect(rows).toEqual([{ touched: true }, { touched: false }]);
});

it("changes nothing for an unknown order, for the same address, or when the transaction is rolled back", async () => {
  const id = await aCustomer();
  const orderId = await anOrderOf(id);
  expect(await inTransaction(pool, (tx) => correctEmail(tx, randomUUID(), "a@example.com"))).toBe(false);
  expect(await inTransaction(pool, (tx) => correctEmail(tx, orderId, "ada@exmaple.com"))).toBe(false);
  const undone = inTransaction(pool, async (tx) => {
    await correctEmail(tx, orderId, "ada@example.com");
    throw new Error("the replay lost its race");
  });
  await expect(undone).rejects.toThrow("the replay lost its race");
  expect(await findCustomer(pool, id)).toMatchObject({ email: "ada@exmaple.com" });
});

it.each([true, false])("is corrected by the fix when ticked: %s", async (updateCustomer) => {
  const id = await aCustomer();
  const subject = `orders/${await anOrderOf(id)}`;
  const input = { email: "ada@example.com", updateCustomer };
  for (const fix of sendOrderNotifications.fixes) {
    await inTransaction(pool, async (tx) => fix.also?.(subject, input)?.apply(tx));
  }
  const expected = updateCustomer ? "ada@example.com" : "ada@exmaple.com";
  expect(await findCustomer(pool, id)).toMatchObject({ email: expected });
});

it("finds customers of concurrent requests in one statement, and an invalid id fails only its own request", async () => {
  const ids = await Promise.all([aCustomer(), aCustomer()]);
  const statements: unknown[] = [];
  const db = {
    query: (...asked: [never]) => {
      statements.push(asked);
      return pool.query(...asked);
    },
  } as unknown as Queryable;
  const find = createCustomerFinder(db);
  const [first = "", second = ""] = ids;
  const all = [first, second, first, randomUUID(), second.toUpperCase()];
  const found = await Promise.all(all.map(find));
  expect(found.map((one) => one?.id ?? null)).toEqual([first, second, first, null, second]);
  expect(statements).toHaveLength(1);
  const [good, bad] = await Promise.allSettled([find(first), find("unknown")]);
  expect(good).toMatchObject({ status: "fulfilled", value: { id: first } });
  expect(bad.status).toBe("rejected");
});
