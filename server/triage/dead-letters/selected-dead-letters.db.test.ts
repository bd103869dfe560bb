import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, expect, test } from "vitest";
import { verifyChain } from "#server/audit/verify-chain.ts";
import { asOperator, serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, anOperator, anOrderShipped, deliveriesOf } from "#server/testing/factories.ts";
import { insertDeadLetters } from "#server/testing/insert-dead-letters.ts";
import { aPipeline } from "#server/testing/pipeline.ts";
import { discardDeadLetters } from "#server/triage/dead-letters/discard-dead-letters.ts";
import { restoreDeadLetters } from "#server/triage/dead-letters/restore-dead-letters.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";

const pool = await testDatabase({ max: 24 });
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);
const api = await serveApi();
const by = { actor: anOperator, requestId: null };
const reason = "sent twice by the vendor";

beforeEach(() => pool.query("truncate cause, cause_hour, outbox_message, outbox_pending, delivery, attempt cascade"));

type Seen = { id: string; version: number };
const seenOf = async (state = "dead"): Promise<Seen[]> => {
  const { rows } = await pool.query<Seen>("select id, version from delivery where state = $1 order by id", [state]);
  return rows;
};
/** How often each one was discarded, or restored, by the audit log. */
const entriesOf = async (ids: readonly string[], action = "dead-letter.discard") => {
  const { rows } = await pool.query<{ id: string; count: number }>(
    `select target_id as id, count(*)::int as count from audit_entry
     where action = $2 and target_id = any($1::text[]) group by 1 order by 1`,
    [ids, action],
  );
  return rows;
};

test("discards the selected dead letters in one transaction with one audit entry each, and reports the others with the reason", async () => {
  const letters = [];
  for (let made = 0; made < 5; made += 1) letters.push((await aDeadLetter(pool, pipeline)).delivery);
  const [first, second, discarded, replayed, stale] = letters.map(({ id, version }) => ({ id, version }));
  if (!first || !second || !discarded || !replayed || !stale) throw new Error("five letters were made");
  await discardDeadLetters({ ...by, letters: [discarded], reason: "before" });
  await createReplay({ ...by, id: replayed.id, body: {}, expectedVersion: null });
  const unknown = { id: randomUUID(), version: 1 };
  const requestId = randomUUID();
  const decided = await discardDeadLetters({
    ...by,
    requestId,
    reason,
    letters: [second, discarded, unknown, replayed, { ...stale, version: stale.version + 1 }, first],
  });
  expect(decided).toEqual({
    done: [first.id, second.id].sort(),
    refused: [
      { id: discarded.id, code: "conflict", detail: "It is already discarded. Restore it first." },
      { id: unknown.id, code: "not_found", detail: `There is no dead letter ${unknown.id}.` },
      { id: replayed.id, code: "conflict", detail: "It was already replayed as revision 2." },
      { id: stale.id, code: "precondition_failed", detail: expect.stringContaining("has changed since you read it") },
    ],
  });
  const { rows } = await pool.query(
    "select target_id as id, action, reason from audit_entry where request_id = $1 order by seq",
    [requestId],
  );
  expect(rows).toEqual(decided.done.map((id) => ({ id, action: "dead-letter.discard", reason })));
  const { rows: counted } = await pool.query("select dead from cause");
  expect(counted).toEqual([{ dead: 1 }]);
});

test("writes nothing where all are refused", async () => {
  const { delivery } = await aDeadLetter(pool, pipeline);
  const before = await pool.query("select max(seq) as seq from audit_entry");
  const letters = [{ id: delivery.id, version: delivery.version + 7 }];
  expect(await discardDeadLetters({ ...by, letters, reason })).toMatchObject({
    done: [],
    refused: [{ id: delivery.id }],
  });
  expect(await restoreDeadLetters({ ...by, letters })).toMatchObject({ done: [], refused: [{ code: "conflict" }] });
  expect((await pool.query("select max(seq) as seq from audit_entry")).rows).toEqual(before.rows);
});

test("releases messages behind a discarded one, and blocks those that still wait after a restore", async () => {
  const { delivery, orderId, subject } = await aDeadLetter(pool, pipeline);
  await anOrderShipped(pool, orderId);
  await pipeline.tick();
  const shipped = async () => (await deliveriesOf(pool, subject))[1]?.state;
  expect(await shipped()).toBe("waiting");
  await discardDeadLetters({ ...by, letters: [delivery], reason });
  const [away] = await seenOf("discarded");
  await restoreDeadLetters({ ...by, letters: away ? [away] : [] });
  await pipeline.tick();
  expect(await shipped()).toBe("waiting");
  await discardDeadLetters({ ...by, letters: await seenOf(), reason });
  await pipeline.tick();
  expect(await shipped()).toBe("queued");
});

test("restores those that are discarded, at the seen version and not purged", async () => {
  await insertDeadLetters(pool, 4);
  const dead = await seenOf();
  await discardDeadLetters({ ...by, letters: dead, reason });
  const [purged, back, stale, other] = await seenOf("discarded");
  if (!purged || !back || !stale || !other) throw new Error("four letters were discarded");
  await pool.query(
    "update outbox_message set payload_purged_at = '2026-11-20Z' where id = (select message_id from delivery where id = $1)",
    [purged.id],
  );
  const decided = await restoreDeadLetters({ ...by, letters: [purged, { ...stale, version: 1 }, back] });
  expect(decided.done).toEqual([back.id]);
  expect(decided.refused).toEqual([
    { id: purged.id, code: "gone", detail: expect.stringContaining("purged on 2026-11-20") },
    { id: stale.id, code: "precondition_failed", detail: expect.any(String) },
  ]);
  expect(await seenOf()).toEqual([{ id: back.id, version: back.version + 1 }]);
  const { rows } = await pool.query("select id from delivery where discarded_at is not null order by id");
  expect(rows.map(({ id }) => id)).toEqual([purged.id, stale.id, other.id].sort());
});

test("overlapping selections discard each dead letter exactly once, without a deadlock", async () => {
  for (let round = 0; round < 10; round += 1) {
    await pool.query("truncate cause, cause_hour, outbox_message, outbox_pending, delivery, attempt cascade");
    await insertDeadLetters(pool, 60);
    const dead = await seenOf();
    const selections = [
      dead.slice(0, 40),
      dead.slice(20).reverse(),
      dead.filter((_, place) => place % 2 === 0).reverse(),
      dead.filter((_, place) => place % 3 !== 1),
    ];
    const decided = await Promise.all(selections.map((letters) => discardDeadLetters({ ...by, letters, reason })));
    for (const [place, { done, refused }] of decided.entries()) {
      const told = [...done, ...refused.map(({ id }) => id)].sort();
      expect(told).toEqual(selections[place]?.map(({ id }) => id).sort());
      expect(new Set(refused.map(({ detail }) => detail)).size).toBeLessThanOrEqual(1);
    }
    const won = decided.flatMap(({ done }) => done).sort();
    expect(won).toEqual(dead.map(({ id }) => id));
    expect(await entriesOf(won)).toEqual(won.map((id) => ({ id, count: 1 })));
    const { rows } = await pool.query("select coalesce(sum(dead), 0)::int as dead from cause");
    expect(rows).toEqual([{ dead: 0 }]);

    const away = await seenOf("discarded");
    const back = await Promise.all([
      restoreDeadLetters({ ...by, letters: away }),
      restoreDeadLetters({ ...by, letters: away.toReversed() }),
    ]);
    expect(back.flatMap(({ done }) => done).sort()).toEqual(won);
    expect(await entriesOf(won, "dead-letter.restore")).toEqual(won.map((id) => ({ id, count: 1 })));
  }
  expect(await verifyChain(pool)).toMatchObject({ intact: true });
});

test("a request has 1 to 100 dead letters, each once, and a reason", async () => {
  const post = async (verb: string, json: unknown) => {
    const answer = await api.call("POST", `/api/v1/dead-letters/${verb}`, { json, headers: asOperator });
    return { status: answer.status, body: JSON.parse(answer.text) };
  };
  const many = (count: number) => Array.from({ length: count }, () => ({ id: randomUUID(), version: 1 }));
  const one = { id: "0197C0DE-0000-7000-8000-00000000000A", version: 1 };
  for (const [verb, json, pointer] of [
    ["discard", { letters: many(1) }, "/reason"],
    ["discard", { letters: many(1), reason: " " }, "/reason"],
    ["discard", { letters: [], reason }, "/letters"],
    ["discard", { letters: many(101), reason }, "/letters"],
    ["discard", { letters: [{ id: "x", version: 1 }], reason }, "/letters/0/id"],
    ["restore", { letters: [one, { ...one, id: one.id.toLowerCase() }] }, "/letters"],
    ["restore", { letters: many(1), reason }, "/reason"],
  ] as const) {
    const refused = await post(verb, json);
    expect(refused.status, JSON.stringify(json).slice(0, 90)).toBe(422);
    expect(refused.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  }
  const whole = await post("discard", { letters: many(100), reason });
  expect(whole.status).toBe(200);
  expect(whole.body.refused).toHaveLength(100);
});

test("decides about one dead letter whose ID is sent in upper case", async () => {
  const { delivery } = await aDeadLetter(pool, pipeline);
  const path = `/api/v1/dead-letters/${delivery.id.toUpperCase()}`;
  const headers = { ...asOperator, "if-match": "*" };
  const discarded = await api.call("POST", `${path}/discard`, { headers, json: { reason } });
  expect([discarded.status, JSON.parse(discarded.text).state]).toEqual([200, "discarded"]);
  expect((await api.call("POST", `${path}/restore`, { headers })).status).toBe(200);
  expect((await api.call("POST", `${path}/replay`, { headers })).status).toBe(202);
});

test("changes nothing that it refuses, whatever the case of its ID", async () => {
  const { delivery } = await aDeadLetter(pool, pipeline);
  const upper = delivery.id.toUpperCase();
  const stale = { id: upper, version: delivery.version + 1 };
  const { done, refused } = await discardDeadLetters({ ...by, letters: [stale], reason });
  expect([done, refused.map(({ code }) => code)]).toEqual([[], ["precondition_failed"]]);
  expect(await seenOf()).toEqual([{ id: delivery.id, version: delivery.version }]);
});
