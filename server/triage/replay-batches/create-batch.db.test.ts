import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { type CreateReplayBody, createReplayBody } from "#server/contracts/triage/replay-batch.ts";
import { AppError } from "#server/platform/errors.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, anOperator } from "#server/testing/factories.ts";
import { aPipeline } from "#server/testing/pipeline.ts";
import { discard } from "#server/triage/dead-letters/discard.ts";
import { createBatch } from "#server/triage/replay-batches/create-batch.ts";
import { getBatch } from "#server/triage/replay-batches/get-batch.ts";
import { listBatches } from "#server/triage/replay-batches/list-batches.ts";
import { listItems } from "#server/triage/replay-batches/list-items.ts";
import { overrideItem } from "#server/triage/replay-batches/override-item.ts";
import { previewBatch } from "#server/triage/replay-batches/preview-batch.ts";
import { startBatch } from "#server/triage/replay-batches/start-batch.ts";
import { approveBatch, declineBatch } from "#server/triage/replay-batches/steer-batch.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const by = { actor: anOperator, requestId: null };
type Body = Omit<Parameters<typeof createReplayBody.parse>[0] & object, never>;
const bodyOf = (body: Body): CreateReplayBody => createReplayBody.parse({ reason: "the domain was a typo", ...body });
const create = (body: Body, key: string | null = null) =>
  createBatch({ ...by, body: bodyOf(body), idempotencyKey: key });
const items = async (id: string, outcome: Parameters<typeof listItems>[0]["outcome"] = null) =>
  (await listItems({ id, outcome, cursor: null, limit: 100 })).items;
const letter = (email = "bounce+ada@example.com") => aDeadLetter(pool, pipeline, { email });
const seen = async (id: string) => {
  const { rows } = await pool.query<{ version: number }>("select version from delivery where id = $1", [id]);
  return { id, version: rows[0]?.version ?? 0 };
};
/** Dead letters of a cause that no other test has. */
async function ofOneCause(count: number) {
  const letters = [];
  for (let nth = 0; nth < count; nth += 1) letters.push((await letter()).delivery);
  const cause = randomUUID().replaceAll("-", "").slice(0, 16);
  const ids = letters.map(({ id }) => id);
  await pool.query(
    `insert into cause (fingerprint, handler, failure_code, title, dead, deaths) values ($1, 'order-notifications', 'recipient_rejected', 'refused', $2::int, $2::int)`,
    [cause, count],
  );
  await pool.query("update delivery set cause = $1 where id = any($2::uuid[])", [cause, ids]);
  return { cause, ids };
}

describe("the frozen set", () => {
  it("has the dead letters of a cause as they were; later ones are counted and not swept in", async () => {
    const { cause, ids } = await ofOneCause(3);
    const batch = await create({ select: { cause } });
    expect(batch).toMatchObject({ state: "draft", total: 3, prepared: 3, unchanged: 3, arrivedSince: 0, cause });
    const late = await letter();
    await pool.query("update delivery set cause = $1 where id = $2", [cause, late.delivery.id]);
    expect(await getBatch(batch.id)).toMatchObject({ total: 3, arrivedSince: 1 });
    expect((await items(batch.id)).map(({ id }) => id).sort()).toEqual([...ids].sort());
  });

  it("is that of a filter, with the filter in words", async () => {
    const { cause } = await ofOneCause(2);
    const batch = await create({ select: { filter: { cause, handler: "order-notifications", replayed: "no" } } });
    expect(batch.total).toBe(2);
    expect(batch.selection).toBe(`Dead letters: handler order-notifications, cause ${cause}, never replayed`);
  });

  it("reports who changed a dead letter since it was read, and when", async () => {
    const { delivery } = await letter();
    const other = await letter();
    const letters = [await seen(delivery.id), await seen(other.delivery.id)];
    await discard({ id: delivery.id, reason: "not needed", expectedVersion: null, ...by });
    const batch = await create({ select: { letters } });
    expect(batch.counts).toMatchObject({ conflict: 1, pending: 1 });
    const [conflict] = await items(batch.id, "conflict");
    expect(conflict).toMatchObject({ id: delivery.id, changedBy: { name: "Maya Ito", at: expect.any(String) } });
    expect(conflict?.detail).toMatch(/discarded/);
  });

  it("refuses an unknown dead letter, and a selection without any", async () => {
    await expect(create({ select: { letters: [{ id: randomUUID(), version: 1 }] } })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(create({ select: { filter: { handler: "none" } } })).rejects.toMatchObject({ code: "conflict" });
    await expect(create({ select: { cause: "0123456789abcdef" } })).rejects.toMatchObject({ code: "not_found" });
  });

  it("is created once per Idempotency-Key", async () => {
    const { cause } = await ofOneCause(1);
    const key = randomUUID();
    const first = await create({ select: { cause } }, key);
    expect((await create({ select: { cause } }, key)).id).toBe(first.id);
    await expect(create({ select: { cause }, reason: "another" }, key)).rejects.toMatchObject({
      code: "idempotency_key_reused",
    });
  });
});

describe("the change", () => {
  it("is a JSON Patch that is applied per row: changed, unchanged and invalid rows are counted with their reasons", async () => {
    const { cause, ids } = await ofOneCause(3);
    await pool.query(
      `update outbox_message set data = data || '{"email": "ada@example.com"}' where id = (select message_id from delivery where id = $1)`,
      [ids[0]],
    );
    const batch = await create({
      select: { cause },
      change: { patch: [{ op: "replace", path: "/email", value: "ada@example.com" }] },
    });
    expect(batch).toMatchObject({ changed: 2, unchanged: 1, invalid: 0 });
    expect(batch.samples).toHaveLength(2);
    expect(batch.samples[0]?.before["/email"]).toMatch(/^b•••@example\.com$/);
    expect(JSON.stringify(batch)).not.toContain("ada@example.com");

    const immutable = await create({
      select: { cause },
      change: { patch: [{ op: "replace", path: "/orderTotal", value: 1 }] },
    });
    expect(immutable).toMatchObject({ invalid: 3, counts: { invalid: 3, pending: 0 } });
    expect(immutable.invalidReasons).toEqual([
      { reason: "orderTotal is immutable: it stays as it was published", count: 3, sampleId: expect.any(String) },
    ]);
    expect(await items(immutable.id, "invalid")).toHaveLength(3);
  });

  it("refuses pointers to a prototype, and patches that grow without end", async () => {
    for (const path of ["/__proto__/polluted", "/constructor/prototype/polluted"]) {
      expect(() =>
        bodyOf({ select: { cause: "0".repeat(16) }, change: { patch: [{ op: "add", path, value: 1 }] } }),
      ).toThrow();
    }
    const { cause } = await ofOneCause(1);
    const grow = Array.from({ length: 20 }, (_, nth) => ({ op: "copy" as const, from: "/x", path: `/x/${nth}` }));
    const value = { text: "x".repeat(1_000) };
    const patch = [{ op: "add" as const, path: "/x", value }, ...grow].slice(0, 20);
    const batch = await create({ select: { cause }, change: { patch } });
    expect(batch.invalidReasons).toMatchObject([{ reason: expect.stringMatching(/too large/), count: 1 }]);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  it("is a handler's fix; one that would change the customer too is refused", async () => {
    const { cause } = await ofOneCause(2);
    const fix = (input: object) => ({ select: { cause }, change: { fix: { id: "correct-recipient", input } } });
    const batch = await create(fix({ email: "grace@example.com" }));
    expect(batch).toMatchObject({ changed: 2, change: { kind: "fix", words: "Fix: Correct the e-mail address" } });
    await expect(create(fix({ email: "no address" }))).rejects.toMatchObject({ code: "invalid_input" });
    await expect(create(fix({ email: "a@example.com", updateCustomer: true }))).rejects.toThrow(/changes more than/);
  });

  it("is a suggestion that each row computes for itself; rows without it stay behind", async () => {
    const { cause, ids } = await ofOneCause(2);
    const fine = await letter("grace@example.com");
    await pool.query("update delivery set cause = $1 where id = $2", [cause, fine.delivery.id]);
    const { listSuggestions } = await import("#server/triage/suggestions/list-suggestions.ts");
    const [suggestion] = (await listSuggestions(ids[0] ?? "", anOperator)).items;
    const batch = await create({ select: { cause }, change: { suggestion: suggestion?.shape } });
    expect(batch).toMatchObject({ changed: 2, invalid: 1 });
    expect(batch.invalidReasons[0]?.reason).toMatch(/suggestion does not apply/);
  });

  it("needs the right to correct recipients", async () => {
    const { cause } = await ofOneCause(1);
    const actor = { ...anOperator, scopes: ["replays.run" as const] };
    const change = { patch: [{ op: "replace" as const, path: "/email", value: "eve@example.com" }] };
    const batch = await createBatch({
      actor,
      requestId: null,
      idempotencyKey: null,
      body: bodyOf({ select: { cause }, change }),
    });
    expect(batch.counts).toMatchObject({ invalid: 1, pending: 0 });
  });
});

describe("the guards", () => {
  it("leave out what was or may have been sent, until an operator overrides it with a reason", async () => {
    const { cause, ids } = await ofOneCause(2);
    await pool.query("update delivery set ambiguous_since = now() where id = $1", [ids[0]]);
    const batch = await create({ select: { cause } });
    expect(batch).toMatchObject({ skipped: 1, counts: { alreadySent: 1, pending: 1 } });
    const [item] = await items(batch.id, "alreadySent");
    expect(item?.detail).toMatch(/may have been sent/);
    const overridden = await overrideItem({
      ...by,
      id: batch.id,
      number: item?.number ?? 0,
      reason: "they have no mail",
    });
    expect(overridden.counts).toMatchObject({ alreadySent: 0, pending: 2 });
    expect((await items(batch.id, "pending")).find(({ id }) => id === ids[0])?.override).toEqual({
      by: "Maya Ito",
      reason: "they have no mail",
    });
  });

  it("leave out a dead letter that was replayed too often; an operator cannot override that", async () => {
    const { cause, ids } = await ofOneCause(1);
    await pool.query(
      `insert into delivery (id, message_id, handler, subject, state, root_id, idempotency_key, revision, position, settled_at)
       select gen_random_uuid(), gen_random_uuid(), handler, subject, 'replayed', id, idempotency_key, 1 + n, position, now()
       from delivery, generate_series(1, 5) n where id = $1`,
      [ids[0]],
    );
    const batch = await create({ select: { cause } });
    expect(batch.counts).toMatchObject({ conflict: 1 });
    await expect(overrideItem({ ...by, id: batch.id, number: 1, reason: "again" })).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});

describe("the second person", () => {
  const another = { ...anOperator, id: randomUUID(), name: "Nora" };

  async function large() {
    const { cause } = await ofOneCause(2);
    const { env } = await import("#server/platform/env/env.ts");
    Object.assign(env(), { REPLAY_APPROVAL_ABOVE: 1 });
    const { id } = await create({ select: { cause } });
    const batch = await startBatch({ ...by, id });
    Object.assign(env(), { REPLAY_APPROVAL_ABOVE: undefined });
    return batch;
  }

  it("approves a batch above the limit; its creator cannot", async () => {
    const batch = await large();
    expect(batch).toMatchObject({ state: "awaiting_approval", approval: { required: true } });
    await expect(approveBatch({ ...by, id: batch.id })).rejects.toMatchObject({ code: "forbidden" });
    const approved = await approveBatch({ actor: another, requestId: null, id: batch.id });
    expect(approved).toMatchObject({ state: "running", approval: { decision: "approved", by: { name: "Nora" } } });
  });

  it("declines it with a reason: nothing is replayed", async () => {
    const { id } = await large();
    const declined = await declineBatch({ actor: another, requestId: null, id, reason: "too many" });
    expect(declined).toMatchObject({
      state: "aborted",
      counts: { aborted: 2, pending: 0 },
      approval: { reason: "too many" },
    });
  });
});

it("previews one dead letter per distinct shape by the real handler, masked, and sends nothing", async () => {
  const { cause, ids } = await ofOneCause(4);
  await pool.query(
    "insert into customer (id, name, email) select (data->>'customerId')::uuid, 'Ada', 'ada@example.com' from outbox_message m join delivery d on d.message_id = m.id where d.id = any($1::uuid[])",
    [ids],
  );
  const change = { patch: [{ op: "replace" as const, path: "/email", value: "ada@example.com" }] };
  await pool.query(
    `update outbox_message set data = data || '{"email": "ada@example.com"}' where id = (select message_id from delivery where id = $1)`,
    [ids[0]],
  );
  const { id } = await create({ select: { cause }, change });
  const preview = await previewBatch({ id, actor: anOperator });
  expect(preview).toMatchObject({ checked: 2, sends: 2 });
  expect(preview.items.map(({ changed, represents }) => [changed, represents])).toEqual([
    [["/email"], 3],
    [[], 1],
  ]);
  expect(preview.items[0]?.preview.mails).toHaveLength(1);
  expect(JSON.stringify(preview)).not.toContain("ada@example.com");
});

it("lists batches with cursors, by state, openness and cause", async () => {
  const { cause } = await ofOneCause(1);
  const first = await create({ select: { cause } });
  const second = await create({ select: { cause } });
  const page = await listBatches({ filter: { cause, open: "yes" }, cursor: null, limit: 1 });
  expect(page.items.map(({ id }) => id)).toEqual([second.id]);
  const rest = await listBatches({ filter: { cause }, cursor: page.nextCursor, limit: 5 });
  expect(rest.items.map(({ id }) => id)).toEqual([first.id]);
  expect((await listBatches({ filter: { cause, started: "yes" }, cursor: null, limit: 5 })).items).toEqual([]);
  await expect(getBatch(randomUUID())).rejects.toBeInstanceOf(AppError);
});

describe("the options of a draft", () => {
  /** A draft without a reason, whose change requires one. */
  const aDraft = async () => {
    const { delivery } = await letter();
    const change = { patch: [{ op: "replace" as const, path: "/email", value: "ada@example.com" }] };
    return create({ select: { letters: [await seen(delivery.id)] }, change, reason: undefined });
  };

  it("may lack a reason until it starts", async () => {
    const draft = await aDraft();
    expect(draft).toMatchObject({ state: "draft", reason: "", changed: 1, invalid: 0, waveMode: "gated" });
    await expect(startBatch({ ...by, id: draft.id })).rejects.toMatchObject({
      ...{ code: "invalid_input", fields: [{ pointer: "/reason", detail: "must state a reason" }] },
    });
    expect((await getBatch(draft.id)).state).toBe("draft");
  });

  it("are replaced at its start", async () => {
    const { id } = await aDraft();
    const body = { reason: "she called", waves: "none" as const, ratePerSecond: 20 };
    expect(await startBatch({ ...by, id, body })).toMatchObject({ state: "running", reason: "she called" });
    expect(await getBatch(id)).toMatchObject({ reason: "she called", waveMode: "none", ratePerSecond: 20 });
    await expect(startBatch({ ...by, id, body })).rejects.toMatchObject({ code: "conflict" });
  });
});
