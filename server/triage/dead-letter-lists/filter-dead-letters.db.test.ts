import { beforeAll, describe, expect, test } from "vitest";
import { type DeadLetterFilter, readDeadLetterFilter } from "#server/contracts/triage/dead-letter-filter.ts";
import { testDatabase } from "#server/testing/database.ts";
import { insertDeadLetters } from "#server/testing/insert-dead-letters.ts";
import { listDeadLetters } from "#server/triage/dead-letter-lists/list-dead-letters.ts";
import { planQuery } from "#server/triage/dead-letter-lists/plan-query.ts";
import { searchDeadLetters } from "#server/triage/dead-letter-lists/search-dead-letters.ts";
import { readDeadLetters } from "#server/triage/dead-letter-lists/sql/read-dead-letters.ts";

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

/** The same filters, in plain TypeScript. */
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
  { handler: "unknown" },
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

describe("all pages of a filter equal a plain loop over all rows, in the same order", () => {
  test.each([...single, {}].map((filter) => [JSON.stringify(filter), filter] as const))("%s", async (_, filter) => {
    const wanted = all.filter(fits(filter)).map(({ id }) => id);
    for (const limit of [7, 100]) expect(await readAll(filter, limit)).toEqual(wanted);
  });

  test("for each pair of filters", async () => {
    for (const filter of pairs) {
      expect(await readAll(filter, 100), JSON.stringify(filter)).toEqual(all.filter(fits(filter)).map(({ id }) => id));
    }
  });

  test("for each pair that is checked row by row", async () => {
    for (const filter of pairs) {
      const search = { filter, query: planQuery(filter), before: null, limit: 2_000, lookup: "masked" as const };
      const { rows } = await searchDeadLetters(search);
      const found = rows.map(({ id }) => id);
      expect(found, JSON.stringify(filter)).toEqual(all.filter(fits(filter)).map(({ id }) => id));
    }
  });

  test("for one order", async () => {
    const order = all[700]?.subject.slice("orders/".length) ?? "";
    expect(await readAll({ order }, 5)).toEqual([all[700]?.id]);
    expect(await readAll({ order, replayed: all[700]?.revision === 1 ? "yes" : "no" }, 5)).toEqual([]);
  });
});

test("no single filter and no pair of handler and failure code scans the table or sorts", async () => {
  for (const filter of [...single, { handler: "warehouse-webhook", code: "unexpected" }]) {
    const plans: string[] = [];
    const explaining: Parameters<typeof readDeadLetters>[0] = {
      query: (async (text: string, values: unknown[]) => {
        const tx = await pool.connect();
        try {
          // PostgreSQL reads a small table as a whole: scans are disabled to check that an index can answer.
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
    const query = planQuery(filter);
    const scan = query.residual.length > 0 ? 20_000 : null;
    await readDeadLetters(explaining, { query, before: null, limit: 51, scan });
    expect(plans[0], JSON.stringify(filter)).not.toMatch(
      /Seq Scan on (delivery|outbox_message)|Sort Key: (delivery\.)?settled_at/,
    );
    // The inner statement has a LIMIT of its own: without it a larger table is read and sorted as a whole.
    expect(plans[0], JSON.stringify(filter)).toMatch(
      /Nested Loop[^\n]*\n\s+-> {2}(Subquery Scan[^\n]*\n(\s+Filter[^\n]*\n)?\s+-> {2})?Limit/,
    );
  }
});

test("drops invalid filters of a URL and keeps valid ones", () => {
  expect(
    readDeadLetterFilter({ handler: " mail ", attempts: "many", order: "x", age: "7d", cursor: "c", q: "" }),
  ).toEqual({
    handler: "mail",
    age: "7d",
  });
});
