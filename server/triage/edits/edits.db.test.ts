import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { suggestionsDto } from "#server/contracts/triage/editing.ts";
import { PermanentError } from "#server/delivery/handlers/outcomes.ts";
import { publish } from "#server/delivery/outbox/publish.ts";
import { fromTheStart, purgePayloads } from "#server/monitoring/retention/purge-payloads.ts";
import { orderCancelled } from "#server/shop/messages/order-cancelled.ts";
import { asOperator, serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aCustomer, aDeadLetter, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler, webhookHandler } from "#server/testing/pipeline.ts";
import { endUndoWindow } from "#server/testing/queue-faults.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
const api = await serveApi();
afterAll(pipeline.stop);

type Sent = { json?: unknown; ifMatch?: string };
async function ask(method: string, path: string, { json, ifMatch }: Sent = {}) {
  const headers = { ...asOperator, ...(ifMatch === undefined ? {} : { "if-match": ifMatch }) };
  const answer = await api.call(method, `/api/v1/dead-letters/${path}`, { json, headers });
  return { status: answer.status, etag: answer.headers.etag, body: JSON.parse(answer.text) };
}
const save = (id: string, email: string, ifMatch: string, more: object = {}) =>
  ask("POST", `${id}/edits`, {
    ifMatch,
    json: { fix: { id: "correct-recipient", input: { email } }, reason: "typo", ...more },
  });
const stored = async (messageId: string) =>
  (await pool.query("select data from outbox_message where id = $1", [messageId])).rows[0]?.data;

describe("a saved edit", () => {
  it("is stored with author, reason and audit entry, and the message stays as it was published", async () => {
    const { id: messageId, delivery } = await aDeadLetter(pool, pipeline);
    const before = await stored(messageId);
    const empty = await ask("GET", `${delivery.id}/edits`);
    expect(empty).toMatchObject({ etag: '"0"', body: { items: [], diff: null } });
    const saved = await save(delivery.id, "right@example.com", '"0"', { reason: "she called" });
    expect(saved).toMatchObject({ status: 201, etag: '"1"' });
    expect(saved.body.items).toMatchObject([
      { number: 1, base: 0, reason: "she called", patch: [{ op: "replace", path: "/email" }] },
    ]);
    expect(await stored(messageId)).toEqual(before);
    const { rows } = await pool.query("select action, reason, before, after from audit_entry where target_id = $1", [
      delivery.id,
    ]);
    const { email } = before;
    expect(rows).toEqual(
      expect.arrayContaining([
        { action: "dead-letter.edit", reason: "she called", before, after: { ...before, email: "right@example.com" } },
        {
          ...{ action: "dead-letter.correct-recipient", reason: "she called" },
          ...{ before: { email }, after: { email: "right@example.com" } },
        },
      ]),
    );
    expect(rows).toHaveLength(2);
  });

  it("gets 412 with both versions after another one was saved", async () => {
    const { delivery } = await aDeadLetter(pool, pipeline);
    await save(delivery.id, "theirs@example.com", '"0"');
    const stale = await ask("POST", `${delivery.id}/edits`, { ifMatch: '"0"', json: { payload: { email: "mine" } } });
    expect(stale).toMatchObject({
      status: 412,
      body: {
        type: "/problems/precondition-failed",
        version: 1,
        expectedVersion: 0,
        newest: { number: 1, payload: { email: "t•••@example.com" } },
        yours: { base: 0, payload: { email: "mine" } },
      },
    });
    expect((await ask("GET", `${delivery.id}/edits`)).body.items).toHaveLength(1);
  });

  it("is numbered without a gap under concurrent saves", async () => {
    const { delivery } = await aDeadLetter(pool, pipeline);
    const race = Array.from({ length: 8 }, (_, index) => save(delivery.id, `racer${index}@example.com`, '"0"'));
    const statuses = (await Promise.all(race)).map(({ status }) => status).sort();
    expect(statuses).toEqual([201, 412, 412, 412, 412, 412, 412, 412]);
  });

  it("can be compared with any other, and be the base of an edit or a replay", async () => {
    const { delivery } = await aDeadLetter(pool, pipeline);
    await save(delivery.id, "one@example.com", '"0"');
    const second = await ask("POST", `${delivery.id}/edits`, {
      ifMatch: '"1"',
      json: { edit: 1, fix: { id: "correct-recipient", input: { email: "two@example.com" } }, reason: "typo" },
    });
    expect(second.body.items.at(-1)).toMatchObject({ number: 2, base: 1 });
    const { body } = await ask("GET", `${delivery.id}/edits?from=2&to=0`);
    expect(body.diff).toMatchObject({ from: 2, to: 0, patch: [{ op: "replace", path: "/email" }] });
    expect((await ask("GET", `${delivery.id}/edits?from=0&to=7`)).status).toBe(404);

    const replayed = await ask("POST", `${delivery.id}/replay`, { ifMatch: "*", json: { edit: 1 } });
    expect(replayed.status).toBe(202);
    await endUndoWindow(pool, replayed.body.delivery.id);
    await pipeline.tick();
    const world = recordingPorts();
    await pipeline.work(mailHandler, world.ports);
    expect(world.mails.map(({ to }) => to.address)).toEqual(["one@example.com"]);
    expect((await ask("GET", `${delivery.id}/edits`)).body.items).toHaveLength(2);
    expect((await save(delivery.id, "late@example.com", '"2"')).status).toBe(409);
  });

  it("is created by a replay with a changed payload", async () => {
    const { delivery } = await aDeadLetter(pool, pipeline);
    const fix = { id: "correct-recipient", input: { email: "right@example.com" } };
    await ask("POST", `${delivery.id}/replay`, { ifMatch: "*", json: { fix, reason: "typo" } });
    const { body } = await ask("GET", `${delivery.id}/edits`);
    expect(body.items).toMatchObject([{ number: 1, base: 0, reason: "typo" }]);
  });

  it("must be valid and change the payload", async () => {
    const { delivery } = await aDeadLetter(pool, pipeline);
    const unfit = await ask("POST", `${delivery.id}/edits`, {
      ifMatch: "*",
      json: { payload: { email: "x@example.com" } },
    });
    expect(unfit).toMatchObject({
      status: 422,
      body: { errors: expect.arrayContaining([expect.objectContaining({ pointer: "/payload/orderId" })]) },
    });
    expect(await ask("POST", `${delivery.id}/edits`, { ifMatch: "*", json: {} })).toMatchObject({ status: 422 });
  });

  it("is never changed", async () => {
    const { delivery } = await aDeadLetter(pool, pipeline);
    await save(delivery.id, "right@example.com", '"0"');
    const change = pool.query("update payload_edit set reason = 'another' where root_id = $1", [delivery.rootId]);
    await expect(change).rejects.toThrow(/never changed/);
    await pool.query("update payload_edit set data = null where root_id = $1", [delivery.rootId]);
    expect((await ask("GET", `${delivery.id}/edits`)).body.items).toMatchObject([{ payload: null }]);
  });
});

it("edits lose their payload with the message's after the retention period, and keep their author", async () => {
  const { id, delivery } = await aDeadLetter(pool, pipeline);
  await save(delivery.id, "right@example.com", '"0"', { reason: "she called" });
  await ask("POST", `${delivery.id}/discard`, { ifMatch: "*", json: { reason: "too late" } });
  await pipeline.work(webhookHandler);
  await pool.query("update outbox_message set occurred_at = now() - interval '100 days' where id = $1", [id]);
  await pool.query(
    "update delivery set settled_at = now() - interval '100 days', discarded_at = now() - interval '91 days' where message_id = $1",
    [id],
  );
  await purgePayloads(pool, {
    periods: { delivered: 90, discarded: 90, withdrawn: 90, dead: null },
    after: fromTheStart,
  });
  const { body } = await ask("GET", `${delivery.id}/edits`);
  expect(body).toMatchObject({ original: null, items: [{ payload: null, reason: "she called" }] });
  expect((await ask("POST", `${delivery.id}/preview`, { json: {} })).status).toBe(410);
  expect((await ask("GET", `${delivery.id}/suggestions`)).body.items).toEqual([]);
});

describe("a dead letter of an older version", () => {
  it("is previewed, edited and replayed in the current version, and stays as it was stored", async () => {
    const orderId = randomUUID();
    const data = { orderId, customerId: await aCustomer(pool), email: "bounce+ada@example.com" };
    const subject = `orders/${orderId}`;
    const { id } = await publish(pool, orderCancelled, { subject, data: { ...data, cancelledBy: "shop" } });
    await pool.query("update outbox_message set version = 1, data = data - 'cancelledBy' where id = $1", [id]);
    await pipeline.tick();
    const refusing = recordingPorts(() => {
      throw new PermanentError("recipient_rejected", "550 no such user");
    });
    await pipeline.work(mailHandler, refusing.ports);
    // The worker upgraded it, too: it was sent to the mail server.
    expect(refusing.mails).toHaveLength(1);
    await pipeline.collect();
    const [dead] = await deliveriesOf(pool, subject);
    const deadLetter = await ask("GET", `${dead?.id}`);
    expect(deadLetter.body).toMatchObject({ envelope: { version: 1 }, payload: { cancelledBy: "customer" } });

    const fix = { id: "correct-recipient", input: { email: "right@example.com" } };
    expect((await ask("POST", `${dead?.id}/preview`, { json: { fix } })).body).toMatchObject({ outcome: "sends" });
    await save(dead?.id ?? "", "right@example.com", '"0"');
    expect((await ask("POST", `${dead?.id}/replay`, { ifMatch: "*", json: { edit: 1 } })).status).toBe(202);
    const [, revision] = await deliveriesOf(pool, subject);
    const { rows } = await pool.query(
      "select version, data from outbox_message where id = any($1::uuid[]) order by seq",
      [[id, revision?.messageId]],
    );
    expect(rows).toEqual([
      { version: 1, data },
      { version: 2, data: { ...data, email: "right@example.com", cancelledBy: "customer" } },
    ]);
  });
});

describe("suggestions over the API", () => {
  it("have a patch and a count of the cause, and are replayed by their ID", async () => {
    const letters = [];
    for (const name of ["one", "two", "three"])
      letters.push(await aDeadLetter(pool, pipeline, { email: `${name}@gmial.com` }));
    const [first] = letters;
    const { body } = await ask("GET", `${first?.delivery.id}/suggestions`);
    const { items, advice, faults } = suggestionsDto.parse(body);
    expect(advice.kind).toBe("needs_edit");
    expect(faults).toEqual([]);
    expect(items).toMatchObject([
      {
        kind: "correct-recipient",
        reason: "gmial.com is probably a typo of gmail.com.",
        payload: { email: "o•••@gmail.com" },
        masked: ["/email"],
        patch: [{ op: "replace", path: "/email", value: "o•••@gmail.com" }],
      },
    ]);
    expect(items[0]?.fits.count).toBe(3);
    expect(items[0]?.fits.of).toBeGreaterThanOrEqual(3);
    const seen = await ask("POST", `${first?.delivery.id}/preview`, { json: { suggestion: items[0]?.id } });
    expect(seen).toMatchObject({ status: 200, body: { outcome: "dies", error: { code: "customer_not_found" } } });

    const asked = { ifMatch: "*", json: { suggestion: items[0]?.id } };
    expect((await ask("POST", `${first?.delivery.id}/replay`, asked)).status).toBe(202);
    const [, revision] = await deliveriesOf(pool, first?.subject ?? "");
    expect(await stored(revision?.messageId ?? "")).toMatchObject({ email: "one@gmail.com" });
  });

  it("get 409 when the data that they were made from has changed", async () => {
    const { delivery } = await aDeadLetter(pool, pipeline, { email: "ada@gmial.com" });
    const refused = await ask("POST", `${delivery.id}/replay`, {
      ifMatch: "*",
      json: { suggestion: "schema-000000000000" },
    });
    expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringMatching(/is outdated/) } });
  });

  it("repair an invalid payload, and an edit of one keeps its masked values", async () => {
    const { id, delivery } = await aDeadLetter(pool, pipeline, { email: "bounce+ada@example.com" });
    await pool.query('update outbox_message set data = data || \'{"orderTotal": "1400"}\' where id = $1', [id]);
    await pool.query("update delivery set failure_code = 'payload_invalid' where id = $1", [delivery.id]);
    const { body } = await ask("GET", `${delivery.id}/suggestions`);
    expect(body.faults).toMatchObject([{ pointer: "/orderTotal" }]);
    expect(body.items).toMatchObject([{ kind: "schema", reason: "orderTotal is a number written as text." }]);
    const [{ id: suggestion, payload }] = body.items;
    const invented = { suggestion, payload: { ...payload, orderTotal: 1500 } };
    expect((await ask("POST", `${delivery.id}/edits`, { ifMatch: '"0"', json: invented })).status).toBe(422);
    const json = { suggestion, payload: { ...payload, orderTotal: 1400 } };
    const saved = await ask("POST", `${delivery.id}/edits`, { ifMatch: '"0"', json });
    expect(saved.status).toBe(201);
    const { rows } = await pool.query("select data from payload_edit where root_id = $1", [delivery.rootId]);
    expect(rows[0]?.data).toMatchObject({ orderTotal: 1400, email: "bounce+ada@example.com" });
  });
});
