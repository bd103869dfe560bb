import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "#server/testing/database.ts";
import { deadLettersByTheThousand } from "#server/testing/lettered.ts";
import { listDeadLetters } from "#server/triage/list-dead-letters.ts";
import { planFilter } from "#server/triage/plan-filter.ts";
import { searchDeadLetters } from "#server/triage/search-dead-letters.ts";

const pool = await testDatabase();
const one = { id: "", messageId: "", orderId: "" };
beforeAll(async () => {
  await deadLettersByTheThousand(pool, 1_500);
  await pool.query("analyze");
  const { rows } = await pool.query<{ id: string; message_id: string; subject: string }>(
    "select id, message_id, subject from delivery where position = 1400",
  );
  one.id = rows[0]?.id ?? "";
  one.messageId = rows[0]?.message_id ?? "";
  one.orderId = rows[0]?.subject.slice(7) ?? "";
});

async function searchAll(q: string, mayReveal: boolean, limit = 100) {
  const items: { id: string; error: string | null }[] = [];
  let cursor: string | null = null;
  for (;;) {
    const page = await listDeadLetters({ filter: { q }, cursor, limit, mayReveal });
    items.push(...page.items);
    cursor = page.nextCursor;
    if (!cursor) return { items, scope: page.scope };
  }
}

test("text of errors is found whatever its case, with each page saying how far it has looked", async () => {
  const { items, scope } = await searchAll("TIMED out 77", false, 3);
  expect(new Set(items.map(({ error }) => error))).toEqual(
    new Set(
      ["Timed out 77", ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `Timed out 77${n}`)].filter(
        (said) => Number(said.slice(10)) % 19 !== 0,
      ),
    ),
  );
  expect(scope).toMatchObject({ searched: 1_500, complete: true, payload: false });
});

test("signs that mean something to SQL are looked for as they are", async () => {
  expect((await searchAll("100%", false)).items.length).toBe(Math.floor(1_500 / 19));
  expect((await searchAll("10_%", false)).items).toEqual([]);
});

test("an id of a letter, a message or an order finds its letter, however old", async () => {
  for (const q of [one.id, one.messageId, one.orderId.toUpperCase()]) {
    const { items } = await listDeadLetters({ filter: { q }, limit: 10 });
    expect(items.map(({ id }) => id)).toEqual([one.id]);
  }
});

test("whoever may not reveal personal data cannot guess it by searching: neither in errors nor in payloads", async () => {
  for (const q of ["person19@hidden", "person19", "person1400@hidden.example"]) {
    const blind = await searchAll(q, false);
    expect(blind.items, q).toEqual([]);
    // Not by how far it looked either: as for a text that is nowhere.
    expect(blind.scope).toMatchObject({ searched: 1_500, complete: true, payload: false });
    expect((await searchAll(q, true)).items.length, q).toBeGreaterThan(0);
  }
  // What is shown to all of an address may be looked for.
  expect((await searchAll("@hidden.example", false)).items.length).toBe(Math.floor(1_500 / 19));
  expect((await searchAll("@hidden.example", true)).items.length).toBe(1_500);
});

test("what the list shows of a letter that was found stays masked", async () => {
  const { items } = await searchAll("person19@hidden.example", true);
  expect(items.map(({ error }) => error)).toEqual(["Refused: 100% of <p•••@hidden.example> bounced"]);
});

test("a search that reaches its bound says how far it came of how many, and goes on from there", async () => {
  const filter = { q: "nowhere at all" };
  const search = { filter, plan: planFilter(filter), limit: 10, mayReveal: true, steps: [500, 500] };
  const first = await searchDeadLetters({ ...search, before: null });
  expect(first.rows).toEqual([]);
  expect(first.scope).toMatchObject({ searched: 1_000, of: 1_500, complete: false, payload: true });
  const second = await searchDeadLetters({ ...search, before: first.next });
  expect(second.next).toBeNull();
  expect(second.scope).toMatchObject({ searched: 1_500, of: 1_500, complete: true });
});
