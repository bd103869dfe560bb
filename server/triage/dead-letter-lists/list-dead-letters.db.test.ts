import { afterAll, expect, test } from "vitest";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, anOperator, anOrderShipped } from "#server/testing/factories.ts";
import { aPipeline } from "#server/testing/pipeline.ts";
import { listDeadLetters } from "#server/triage/dead-letter-lists/list-dead-letters.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

async function readAll(limit: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await listDeadLetters({ cursor, limit });
    ids.push(...page.items.map((item) => item.id));
    cursor = page.nextCursor;
  } while (cursor);
  return ids;
}

test("pages contain every dead letter once, latest failure first, with ties in the same microsecond", async () => {
  for (let made = 0; made < 23; made += 1) await aDeadLetter(pool, pipeline);
  await pool.query(
    "update delivery set settled_at = '2026-11-22 03:07:00.123456+00' where state = 'dead' and position % 2 = 0",
  );
  const { rows } = await pool.query<{ id: string }>(
    "select id from delivery where state = 'dead' order by settled_at desc, id desc",
  );
  expect(rows.length).toBeGreaterThanOrEqual(23);
  for (const limit of [1, 7, 100]) expect(await readAll(limit)).toEqual(rows.map((row) => row.id));
});

test("a cursor stays valid when dead letters leave the list", async () => {
  const first = await listDeadLetters({ limit: 5 });
  await createReplay({
    id: first.items[0]?.id ?? "",
    body: {},
    expectedVersion: null,
    actor: anOperator,
    requestId: null,
  });
  const second = await listDeadLetters({ cursor: first.nextCursor, limit: 5 });
  const seen = [...first.items, ...second.items].map((item) => item.id);
  expect(new Set(seen).size).toBe(10);
});

test("a row has its error, its order and the number of messages that wait behind it", async () => {
  const dead = await aDeadLetter(pool, pipeline);
  await anOrderShipped(pool, dead.orderId);
  await pipeline.tick();
  const { items } = await listDeadLetters({ limit: 100 });
  expect(items.find((item) => item.id === dead.delivery.id)).toMatchObject({
    handler: "order-notifications",
    messageType: "order.created",
    orderId: dead.orderId,
    failureCode: "recipient_rejected",
    error: "The mail server refused the recipient.",
    holding: 1,
    attempts: 1,
    revision: 1,
    shown: "dead",
  });
});

const forged = (text: string) => Buffer.from(text).toString("base64url");

test.each([
  "",
  "x",
  "AAAA",
  forged("2026-11-22 03:07:00|1; drop table delivery"),
  forged("2026-02-31 00:00:00|0191d0a4-7f3c-4f6e-9a52-4f1c8be20a17"),
  forged("0000-01-01 00:00:00|0191d0a4-7f3c-4f6e-9a52-4f1c8be20a17"),
  forged(`2026-01-01 00:00:00|${"-".repeat(36)}`),
])("the cursor %j is refused in words or read as none", async (cursor) => {
  if (cursor === "") await expect(listDeadLetters({ cursor, limit: 1 })).resolves.toBeDefined();
  else await expect(listDeadLetters({ cursor, limit: 1 })).rejects.toMatchObject({ code: "invalid_input" });
});
