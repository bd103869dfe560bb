import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { aToken } from "#server/testing/access.ts";
import { asOperator, serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, aProduct, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline } from "#server/testing/pipeline.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
const api = await serveApi();
afterAll(pipeline.stop);

async function ask(method: string, path: string, json?: unknown) {
  const headers = { ...asOperator, "if-match": "*" };
  const answer = await api.call(method, `/api/v1/dead-letters/${path}`, { json, headers });
  return { status: answer.status, body: JSON.parse(answer.text) };
}

/** An order with its customer, and the dead letter of its confirmation. */
async function anOrder(name = "Ada") {
  const [orderId, customerId] = [randomUUID(), randomUUID()];
  const { id: productId } = await aProduct(pool);
  const email = `bounce+${name.toLowerCase()}-${orderId.slice(0, 8)}@example.com`;
  await pool.query("insert into customer (id, name, email) values ($1, $2, $3)", [customerId, name, email]);
  await pool.query("insert into customer_order (id, customer_id, total_cents, currency) values ($1, $2, 1400, 'EUR')", [
    orderId,
    customerId,
  ]);
  await pool.query(
    "insert into order_line (order_id, line_number, product_id, name, quantity, unit_price_cents) values ($1, 1, $2, 'Mug', 1, 1400)",
    [orderId, productId],
  );
  const deadLetter = await aDeadLetter(pool, pipeline, { orderId, email });
  const set = async (data: object) => {
    const { rows } = await pool.query<{ data: Record<string, unknown> }>(
      "update outbox_message set data = data || $2::jsonb where id = $1 returning data",
      [deadLetter.id, JSON.stringify(data)],
    );
    return rows[0]?.data ?? {};
  };
  const payload = await set({ customerId });
  return { ...deadLetter, orderId, customerId, email, payload, set };
}

const emailOf = async (customerId: string) =>
  (await pool.query("select email from customer where id = $1", [customerId])).rows[0]?.email;
const reason = "she called";

describe("a field that is immutable", () => {
  it.each([
    ["customerId", randomUUID()],
    ["orderTotal", 1],
    ["currency", "USD"],
  ] as const)("%s is refused by edit, replay and preview with its pointer and the rule", async (field, value) => {
    const { delivery, payload } = await anOrder();
    const changed = { payload: { ...payload, [field]: value } };
    const expected = {
      status: 422,
      body: { errors: [{ pointer: `/payload/${field}`, detail: "is immutable: it stays as it was published" }] },
    };
    expect(await ask("POST", `${delivery.id}/edits`, { ...changed, reason })).toMatchObject(expected);
    expect(await ask("POST", `${delivery.id}/replay`, { ...changed, reason })).toMatchObject(expected);
    expect(await ask("POST", `${delivery.id}/preview`, changed)).toMatchObject(expected);
    expect(await deliveriesOf(pool, `orders/${payload.orderId}`)).toHaveLength(1);
  });

  it("is refused in a replay of an edit that is older than the rule", async () => {
    const { delivery, payload, customerId } = await anOrder();
    const victim = await anOrder("Victor");
    const data = JSON.stringify({ ...payload, customerId: victim.customerId });
    await pool.query(
      "insert into payload_edit (root_id, number, base, data, author_kind, author_name) values ($1, 1, 0, $2, 'user', 'Eve')",
      [delivery.rootId, data],
    );
    const fix = { id: "correct-recipient", input: { email: "eve@example.com", updateCustomer: true } };
    const replayed = await ask("POST", `${delivery.id}/replay`, { edit: 1, fix, reason });
    expect(replayed).toMatchObject({ status: 422, body: { errors: [{ pointer: "/payload/customerId" }] } });
    expect([await emailOf(customerId), await emailOf(victim.customerId)]).toEqual([
      String(payload.email),
      victim.email,
    ]);
  });

  it("may be repaired where the published value is invalid, only with the value of the order's row", async () => {
    const { delivery, customerId, set } = await anOrder();
    const broken = await set({ customerId: null, orderTotal: "about 14" });
    const repaired = (data: object) =>
      ask("POST", `${delivery.id}/replay`, { payload: { ...broken, customerId, orderTotal: 1400, ...data } });
    expect(await repaired({ orderTotal: 1 })).toMatchObject({
      status: 422,
      body: {
        errors: [{ pointer: "/payload/orderTotal", detail: expect.stringMatching(/the order has 1400$/) }],
      },
    });
    expect(await repaired({ customerId: randomUUID() })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/payload/customerId" }] },
    });
    expect((await repaired({})).status).toBe(202);
  });
});

describe("a change of the recipient", () => {
  const fix = { id: "correct-recipient", input: { email: "right@example.com" } };

  it("requires a reason on every path", async () => {
    const { delivery, payload } = await anOrder();
    const refused = {
      status: 422,
      body: { errors: [{ pointer: "/reason", detail: expect.stringMatching(/required/) }] },
    };
    const typed = { payload: { ...payload, email: "right@example.com" } };
    for (const body of [{ fix }, typed]) {
      expect(await ask("POST", `${delivery.id}/edits`, body)).toMatchObject(refused);
      expect(await ask("POST", `${delivery.id}/replay`, body)).toMatchObject(refused);
    }
    expect((await ask("POST", `${delivery.id}/preview`, { fix })).status).toBe(200);
    expect((await ask("POST", `${delivery.id}/replay`, { fix, reason })).status).toBe(202);
  });

  it("has its own audit entry, with both addresses masked and numbered", async () => {
    const { delivery } = await anOrder();
    const { body } = await ask("POST", `${delivery.id}/replay`, { fix, reason });
    const answer = await api.call("GET", `/api/v1/audit?target=${delivery.id}`, { headers: asOperator });
    const { items } = JSON.parse(answer.text);
    expect(items.find(({ action }: { action: string }) => action === "dead-letter.correct-recipient")).toMatchObject({
      actor: { role: "operator" },
      ...{ reason, resultId: body.delivery.id },
      before: { email: "b•••@example.com" },
      after: { email: "r•••@example.com" },
    });
    const second = JSON.parse(
      (await api.call("GET", `/api/v1/dead-letters/${delivery.id}`, { headers: asOperator })).text,
    );
    expect(second.actions).toMatchObject([
      { action: "correct-recipient", before: { email: "b•••@example.com" }, after: { email: "r•••@example.com" } },
      { action: "replay" },
    ]);
  });

  it("takes the reason of the saved edit or the suggestion that it starts from", async () => {
    const saved = await anOrder();
    expect((await ask("POST", `${saved.delivery.id}/edits`, { fix, reason })).status).toBe(201);
    expect((await ask("POST", `${saved.delivery.id}/replay`, { edit: 1 })).status).toBe(202);
    const suggested = await anOrder();
    const { items } = (await ask("GET", `${suggested.delivery.id}/suggestions`)).body;
    expect((await ask("POST", `${suggested.delivery.id}/replay`, { suggestion: items[0].id })).status).toBe(202);
  });

  it("corrects the customer of the order, not of the payload", async () => {
    const { delivery, customerId, set } = await anOrder();
    const victim = await anOrder("Victor");
    await set({ customerId: victim.customerId });
    const input = { email: "right@example.com", updateCustomer: true };
    await ask("POST", `${delivery.id}/replay`, { fix: { ...fix, input }, reason });
    expect(await emailOf(victim.customerId)).toBe(victim.email);
    expect(await emailOf(customerId)).toBe("right@example.com");
  });

  it("requires the right and a reason where only the customer's address changes, and is audited", async () => {
    const { delivery, customerId, email } = await anOrder();
    await pool.query("update customer set email = 'moved@example.com' where id = $1", [customerId]);
    const body = { fix: { id: "correct-recipient", input: { email, updateCustomer: true } } };
    const replayer = await aToken(pool, "operator", { scopes: ["dead-letters.replay"] });
    const path = `/api/v1/dead-letters/${delivery.id}/replay`;
    const headers = { ...replayer.headers, "if-match": "*" };
    expect((await api.call("POST", path, { json: { ...body, reason }, headers })).status).toBe(403);
    expect((await ask("POST", `${delivery.id}/replay`, body)).status).toBe(422);
    expect(await emailOf(customerId)).toBe("moved@example.com");
    expect((await ask("POST", `${delivery.id}/replay`, { ...body, reason })).status).toBe(202);
    expect(await emailOf(customerId)).toBe(email);
    const { rows } = await pool.query("select reason, after from audit_entry where target_id = $1 and action = $2", [
      delivery.id,
      "dead-letter.correct-recipient",
    ]);
    expect(rows).toEqual([{ reason, after: { email, updateCustomer: true } }]);
  });
});
