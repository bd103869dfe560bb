import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Role } from "#server/contracts/identity/access.ts";
import { PermanentError } from "#server/delivery/handlers/outcomes.ts";
import { routes } from "#server/http/app.ts";
import { aToken } from "#server/testing/access.ts";
import { serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aProduct, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { endUndoWindow } from "#server/testing/queue-faults.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
const api = await serveApi();
afterAll(pipeline.stop);

const canary = /zebedee|quagmire/i;
const email = "bounce+zebedee.quagmire@canary.example";
const second = "bounce+quagmire@canary.example";
const refusalOf = (address: string) =>
  `550 5.1.1 <${address}>: recipient rejected, user ${address.replace(/^bounce\+|@.*/g, "").toUpperCase()} unknown`;

async function tokenOf(role: Role): Promise<Record<string, string>> {
  return (await aToken(pool, role, { name: role })).headers;
}
const [viewer, operator, colleague] = [await tokenOf("viewer"), await tokenOf("operator"), await tokenOf("operator")];
const read = async (path: string, headers: Record<string, string>) => {
  const { status, text } = await api.call("GET", path, { headers });
  expect(status, text).toBe(200);
  return JSON.parse(text);
};

/** An order whose mail is refused with a reply that contains its customer; replayed with an edit, and dead again. */
const ids = { order: "", first: "", second: "" };
beforeAll(async () => {
  const product = await aProduct(pool);
  const customer = { name: "Zebedee Quagmire", email };
  const json = { customer, items: [{ productId: product.id, quantity: 1 }] };
  ids.order = JSON.parse((await api.call("POST", "/api/v1/orders", { json })).text).orderId;
  const die = async (address: string) => {
    await pipeline.tick();
    const refusing = recordingPorts(() => {
      throw new PermanentError("recipient_rejected", refusalOf(address), { reply: refusalOf(address) });
    });
    await pipeline.work(mailHandler, refusing.ports);
    await pipeline.collect();
  };
  await die(email);
  ids.first = (await deliveriesOf(pool, `orders/${ids.order}`))[0]?.id ?? "";
  const replayed = await api.call("POST", `/api/v1/dead-letters/${ids.first}/replay`, {
    headers: { ...operator, "if-match": "*" },
    json: {
      fix: { id: "correct-recipient", input: { email: second } },
      reason: `${email} was wrong`,
    },
  });
  ids.second = JSON.parse(replayed.text).delivery.id;
  await endUndoWindow(pool, ids.second);
  await die(second);
});

describe("personal data of a message", () => {
  it("is in no response of any route for a viewer, and in no error", async () => {
    let answered = 0;
    for (const { method, path } of routes) {
      const paths = [ids.order, ids.first, ids.second].map((id) => path.replace(/\{\w+\}/, id));
      for (const one of new Set(paths)) {
        const { status, text, headers } = await api.call(method, one, { headers: { ...viewer, "if-match": "*" } });
        expect(`${text}${JSON.stringify(headers)}`, `${method} ${one}: ${status}`).not.toMatch(canary);
        if (status === 200 && text.includes(ids.order)) answered += 1;
      }
    }
    expect(answered, "answers that are about this order").toBeGreaterThanOrEqual(5);
  });

  it("is masked for operators in list, detail and audit, and a correction stays visible as a change", async () => {
    const deadLetter = await read(`/api/v1/dead-letters/${ids.second}`, operator);
    expect(JSON.stringify(deadLetter)).not.toMatch(canary);
    expect(deadLetter).toMatchObject({
      payload: { email: "b•••@canary.example" },
      masked: ["/email"],
      revealedUntil: null,
    });
    expect(deadLetter.providerReply).toBe("550 5.1.1 <b•••@canary.example>: recipient rejected, user ••• unknown");
    const emails = deadLetter.lineage.map((revision: { payload: { email: string } }) => revision.payload.email);
    expect(emails).toEqual(["b•••@canary.example", "b•••@canary.example (2)"]);
    const audit = await read("/api/v1/audit?action=dead-letter.replay", operator);
    expect(JSON.stringify(audit)).not.toMatch(canary);
    expect(audit.items).toMatchObject([
      { before: { email: "b•••@canary.example" }, after: { email: "b•••@canary.example (2)" } },
    ]);
    expect(JSON.stringify(await read("/api/v1/dead-letters", operator))).not.toMatch(canary);
  });

  it("is revealed only to the actor who revealed it, and is audited", async () => {
    const path = `/api/v1/dead-letters/${ids.second}`;
    expect((await api.call("POST", `${path}/reveal`, { headers: viewer })).status).toBe(403);
    const revealed = await api.call("POST", `${path}/reveal`, { headers: operator, json: { reason: "she called" } });
    expect(revealed.status).toBe(200);
    const seen = await read(path, operator);
    expect(seen).toMatchObject({
      payload: { email: second },
      masked: [],
      providerReply: refusalOf(second),
      fixes: [{ initial: { email: second } }],
    });
    expect(Date.parse(seen.revealedUntil) - Date.now()).toBeGreaterThan(14 * 60_000);
    expect((await read(`/api/v1/dead-letters/${ids.first}`, operator)).payload.email, "the older revision too").toBe(
      email,
    );
    expect(JSON.stringify(await read(path, colleague))).not.toMatch(canary);
    const { items } = await read("/api/v1/audit?action=dead-letter.reveal", operator);
    expect(items).toMatchObject([
      { actor: { name: "operator" }, target: { kind: "delivery", id: ids.second }, reason: "she called" },
    ]);
    expect(items[0].after).toEqual({ fields: ["/email"] });
  });

  it("is masked again after 15 minutes, and at once for a user who became a viewer", async () => {
    const { id } = await read("/api/v1/me", colleague);
    const past = (minutes: number) =>
      pool.query(
        `insert into audit_entry (id, at, actor_kind, actor_id, actor_name, action, target_kind, target_id)
         values ($1, now() - $2 * interval '1 minute', 'token', $3, 'x', 'dead-letter.reveal', 'delivery', $4)`,
        [randomUUID(), minutes, id, ids.first],
      );
    await past(16);
    expect((await read(`/api/v1/dead-letters/${ids.first}`, colleague)).revealedUntil).toBeNull();
    await past(14);
    expect((await read(`/api/v1/dead-letters/${ids.first}`, colleague)).payload.email).toBe(email);
    await pool.query("update api_token set role = 'viewer' where id = $1", [id]);
    expect(JSON.stringify(await read(`/api/v1/dead-letters/${ids.first}`, colleague))).not.toMatch(canary);
  });
});

describe("a masked payload that is edited", () => {
  const replay = async (change: object) => {
    const other = await tokenOf("operator");
    const { payload } = await read(`/api/v1/dead-letters/${ids.second}`, other);
    // Every route was called above, the cancellation of this order too: its confirmation is replayed with a reason.
    const json = { payload: { ...payload, ...change }, reason: "a test" };
    return api.call("POST", `/api/v1/dead-letters/${ids.second}/replay`, {
      headers: { ...other, "if-match": "*" },
      json,
    });
  };

  it("is refused with a mask in another place", async () => {
    const { status, text } = await replay({ email: "q•••@canary.example" });
    expect(status).toBe(422);
    expect(JSON.parse(text).errors).toMatchObject([
      { pointer: "/payload/email", detail: expect.stringContaining("is masked") },
    ]);
  });

  it("keeps masked values: another field is changed, and the address is sent unchanged", async () => {
    // Published with an invalid total: only the order's own total may replace it.
    await pool.query(`update outbox_message set data = data || '{"orderTotal": "?"}' where subject = $1`, [
      `orders/${ids.order}`,
    ]);
    const { rows: orders } = await pool.query("select total_cents from customer_order where id = $1", [ids.order]);
    const { status, text } = await replay({ orderTotal: orders[0].total_cents });
    expect(status, text).toBe(202);
    const { rows } = await pool.query(
      "select data->>'email' as email, data->>'orderTotal' as total from outbox_message where target_handler is not null order by seq desc limit 1",
    );
    expect(rows).toEqual([{ email: second, total: String(orders[0].total_cents) }]);
  });
});
