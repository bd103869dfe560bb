import { beforeAll, describe, expect, test } from "vitest";
import { type DeadLetterFilter, readDeadLetterFilter } from "#server/contracts/triage/dead-letter-filter.ts";
import { testDatabase } from "#server/testing/database.ts";
import { insertDeadLetters } from "#server/testing/insert-dead-letters.ts";
import { listDeadLetters } from "#server/triage/dead-letters/list-dead-letters.ts";
import { planFilter } from "#server/triage/dead-letters/plan-filter.ts";
import { searchDeadLetters } from "#server/triage/dead-letters/search-dead-letters.ts";
import { readDeadLetters } from "#server/triage/dead-letters/sql/read-dead-letters.ts";

const pool = await testDatabase();

type Row = {
  id: string;
  handler: string;
  type: string;
  code: string;
  cause: string;
  attempts: number;
  revision: number;
  subject: string;
  died: Date;
};
let all: Row[] = [];
beforeAll(async () => {
  await insertDeadLetters(pool, 1_500);
  await pool.query("analyze");
  const { rows } = await pool.query<Row>(
    `select d.id, d.handler, m.type, d.failure_code as code, d.cause, d.attempts, d.revision, d.subject, d.settled_at as died
     from delivery d join outbox_message m on m.id = d.message_id where d.state = 'dead' order by d.settled_at desc, d.id desc`,
  );
  all = rows;
});

const spans: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The same filters, said once more in the plainest words there are. */
const fits = (filter: DeadLetterFilter) => (row: Row) =>
  (filter.handler === undefined || row.handler === filter.handler) &&
  (filter.type === undefined || row.type === filter.type) &&
  (filter.code === undefined || row.code === filter.code) &&
  (filter.cause === undefined || row.cause === filter.cause) &&
  (filter.order === undefined || row.subject === `orders/${filter.order}`) &&
  (filter.attempts === undefined || row.attempts === Number(filter.attempts)) &&
  (filter.replayed === undefined || row.revision > 1 === (filter.replayed === "yes")) &&
  (filter.since === undefined || row.died >= new Date(filter.since)) &&
  (filter.until === undefined || row.died < new Date(filter.until)) &&
  (filter.age === undefined ||
    Date.now() - row.died.getTime() >= Number.parseInt(filter.age, 10) * (spans[filter.age.slice(-1)] ?? 0));

async function readAll(filter: DeadLetterFilter, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await listDeadLetters({ filter, cursor, limit });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    ids.push(...page.items.map((item) => item.id));
    cursor = page.nextCursor;
  } while (cursor);
  return ids;
}

const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const single: DeadLetterFilter[] = [
  { handler: "order-notifications" },
  { handler: "nobody" },
  { type: "order.cancelled" },
  { code: "unexpected" },
  { cause: "order-notifications:recipient_rejected" },
  { attempts: "3" },
  { replayed: "yes" },
  { replayed: "no" },
  { since: at(1_001) },
  { until: at(1_001) },
  { since: at(2_001), until: at(1_001) },
  { age: "6h" },
];
const pairs = single.flatMap((one, index) => single.slice(index + 1).map((other) => ({ ...one, ...other })));

describe("every page of a filter, read to its end, is what a plain loop finds in all rows, in the same order", () => {
  test.each([...single, {}].map((filter) => [JSON.stringify(filter), filter] as const))("%s", async (_, filter) => {
    const wanted = all.filter(fits(filter)).map(({ id }) => id);
    for (const limit of [7, 100]) expect(await readAll(filter, limit)).toEqual(wanted);
  });

  test("for each pair of filters too", async () => {
    for (const filter of pairs) {
      expect(await readAll(filter, 100), JSON.stringify(filter)).toEqual(all.filter(fits(filter)).map(({ id }) => id));
    }
  });

  test("for each pair among so many that none is rare, where the rows are asked one by one", async () => {
    for (const filter of pairs) {
      const search = { filter, plan: planFilter(filter), before: null, limit: 2_000, lookup: "masked" as const };
      const { rows } = await searchDeadLetters(search);
      const found = rows.map(({ id }) => id);
      expect(found, JSON.stringify(filter)).toEqual(all.filter(fits(filter)).map(({ id }) => id));
    }
  });

  test("and for one order", async () => {
    const order = all[700]?.subject.slice("orders/".length) ?? "";
    expect(await readAll({ order }, 5)).toEqual([all[700]?.id]);
    expect(await readAll({ order, replayed: all[700]?.revision === 1 ? "yes" : "no" }, 5)).toEqual([]);
  });
});

test("no single filter and no pair of handler and failure code reads the table or sorts", async () => {
  for (const filter of [...single, { handler: "warehouse-webhook", code: "unexpected" }]) {
    const plans: string[] = [];
    const explaining: Parameters<typeof readDeadLetters>[0] = {
      query: (async (statement: { text: string; values: unknown[] }) => {
        const tx = await pool.connect();
        try {
          // A small table is rightly read as a whole: what is asked is whether an index can answer, and is let answer.
          await tx.query("begin; set local enable_seqscan = off; set local enable_bitmapscan = off");
          const { rows } = await tx.query(`explain ${statement.text}`, statement.values);
          plans.push(rows.map((row) => row["QUERY PLAN"]).join("\n"));
          return { rows: [] };
        } finally {
          await tx.query("rollback");
          tx.release();
        }
      }) as never,
    };
    const plan = planFilter(filter);
    const walk = plan.residual.length > 0 ? 20_000 : null;
    await readDeadLetters(explaining, { plan, before: null, limit: 51, walk });
    expect(plans[0], JSON.stringify(filter)).not.toMatch(
      /Seq Scan on (delivery|outbox_message)|Sort Key: (delivery\.)?settled_at/,
    );
    // What is walked has a LIMIT of its own: without it a larger table is read and sorted as a whole, whatever its indexes are.
    expect(plans[0], JSON.stringify(filter)).toMatch(
      /Nested Loop[^\n]*\n\s+-> {2}(Subquery Scan[^\n]*\n(\s+Filter[^\n]*\n)?\s+-> {2})?Limit/,
    );
  }
});

test("what an address says and cannot be meant is left out, and what can be is kept", () => {
  expect(
    readDeadLetterFilter({ handler: " mail ", attempts: "many", order: "x", age: "7d", cursor: "c", q: "" }),
  ).toEqual({
    handler: "mail",
    age: "7d",
  });
});
