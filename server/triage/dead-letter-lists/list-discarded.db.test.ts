import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { asOperator, serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { anOperator } from "#server/testing/factories.ts";
import { insertDeadLetters } from "#server/testing/insert-dead-letters.ts";
import { listDeadLetters } from "#server/triage/dead-letter-lists/list-dead-letters.ts";
import { listDiscarded } from "#server/triage/dead-letter-lists/list-discarded.ts";
import { readDiscarded } from "#server/triage/dead-letter-lists/sql/read-discarded.ts";
import { discardDeadLetters } from "#server/triage/dead-letters/discard-dead-letters.ts";
import { getDeadLetter } from "#server/triage/dead-letters/get-dead-letter.ts";
import { restoreDeadLetters } from "#server/triage/dead-letters/restore-dead-letters.ts";

const pool = await testDatabase();
const api = await serveApi();
const by = { actor: anOperator, requestId: null };

/** The first 300 dead letters, in the order in which they were discarded. */
const away: string[] = [];
beforeAll(async () => {
  await insertDeadLetters(pool, 600);
  const { rows } = await pool.query<{ id: string; version: number }>(
    "select id, version from delivery where state = 'dead' order by md5(id::text) limit 300",
  );
  for (let from = 0; from < rows.length; from += 30) {
    const { done } = await discardDeadLetters({
      ...by,
      letters: rows.slice(from, from + 30),
      reason: `lot ${from / 30} of person${from}@hidden.example`,
    });
    // Those of one time are in the order of their IDs, the highest first.
    away.unshift(...done.toReversed());
  }
  await pool.query("analyze");
});

async function readAll(limit: number, cause?: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await listDiscarded({ filter: cause === undefined ? {} : { cause }, cursor, limit });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor);
  return ids;
}

test("lists all discarded deliveries, latest discard first, for any page size", async () => {
  for (const limit of [7, 100]) expect(await readAll(limit)).toEqual(away);
});

test("lists those of one cause in the same order", async () => {
  const { rows } = await pool.query<{ id: string; cause: string }>("select id, cause from delivery");
  const causeOf = new Map(rows.map(({ id, cause }) => [id, cause]));
  const cause = "order-notifications:recipient_rejected";
  expect(await readAll(9, cause)).toEqual(away.filter((id) => causeOf.get(id) === cause));
  expect(await readAll(9, "nothing")).toEqual([]);
});

test("each has the time, actor and reason of its discard, in the list and on its page", async () => {
  const { items } = await listDiscarded({ limit: 1 });
  const wanted = { at: expect.any(String), by: anOperator.name, purged: false };
  expect(items[0]?.discarded).toMatchObject(wanted);
  expect(items[0]?.discarded?.reason).toMatch(/^lot 9 of /);
  expect((await getDeadLetter(items[0]?.id ?? "")).discarded).toMatchObject(wanted);
  expect((await listDeadLetters({ limit: 100 })).items.every(({ discarded }) => discarded === null)).toBe(true);
});

test("a reason that repeats personal data is masked", async () => {
  const { items } = await listDiscarded({ limit: 100 });
  const [one] = items;
  const { rows } = await pool.query<{ email: string; version: number }>(
    "select m.data ->> 'email' as email, d.version from delivery d join outbox_message m on m.id = d.message_id where d.id = $1",
    [one?.id],
  );
  await restoreDeadLetters({ ...by, letters: [{ id: one?.id ?? "", version: rows[0]?.version ?? 0 }] });
  await discardDeadLetters({
    ...by,
    letters: [{ id: one?.id ?? "", version: (rows[0]?.version ?? 0) + 1 }],
    reason: `${rows[0]?.email} asked for it`,
  });
  away.unshift(...away.splice(away.indexOf(one?.id ?? ""), 1));
  const { discarded, id } = (await listDiscarded({ limit: 1 })).items[0] ?? {};
  expect(id).toBe(one?.id);
  expect(discarded?.reason).toMatch(/ asked for it$/);
  expect(discarded?.reason).not.toContain(rows[0]?.email);
  expect((await getDeadLetter(one?.id ?? "")).discarded?.reason).not.toContain(rows[0]?.email);
});

test("a delivery that an older build discarded is listed at its time of failure, and pages go past it", async () => {
  await pool.query("update delivery set discarded_at = null where id = $1", [away.at(-1)]);
  expect((await readAll(11)).toSorted()).toEqual(away.toSorted());
});

test("no page scans the table or sorts", async () => {
  for (const cause of [undefined, "order-notifications:recipient_rejected"]) {
    for (const before of [null, { at: "2026-11-20 03:07:00.123456", id: randomUUID() }]) {
      const plans: string[] = [];
      const explaining: Parameters<typeof readDiscarded>[0] = {
        query: (async (text: string, values: unknown[]) => {
          const tx = await pool.connect();
          try {
            await tx.query("begin; set local enable_seqscan = off; set local enable_bitmapscan = off");
            const { rows } = await tx.query(`explain ${text}`, values);
            plans.push(rows.map((row) => row["QUERY PLAN"]).join("\n"));
            return { rows: [] };
          } finally {
            await tx.query("rollback");
            tx.release();
          }
        }) as never,
      };
      await readDiscarded(explaining, { cause, before, limit: 51 });
      const index = cause === undefined ? "delivery_discarded_idx" : "delivery_discarded_of_cause_idx";
      expect(plans[0]).toContain(`Index Scan using ${index}`);
      expect(plans[0]).toMatch(/Index Scan Backward using audit_entry_target_id_seq_idx/);
      expect(plans[0]).not.toMatch(/Seq Scan/);
      expect(plans[0]?.split("Limit")[1] ?? "").not.toMatch(/Sort/);
    }
  }
});

test("over HTTP: accepts the filter cause, refuses every other filter and state", async () => {
  const get = async (search: string) => {
    const answer = await api.call("GET", `/api/v1/dead-letters?${search}`, { headers: asOperator });
    return { status: answer.status, body: JSON.parse(answer.text) };
  };
  const { body } = await get("state=discarded&limit=2&cause=order-notifications:recipient_rejected");
  expect(body.items).toHaveLength(2);
  expect(body.items[0].state).toBe("discarded");
  expect((await get("state=dead&limit=1")).body.items[0].state).toBe("dead");
  const refused = await get("state=discarded&handler=x&q=yz&cause=c");
  expect(refused.status).toBe(422);
  expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(["/handler", "/q"]);
  expect((await get("state=delivered")).status).toBe(422);
  expect((await get("state=discarded&cursor=nonsense")).status).toBe(422);
});
