import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "#server/testing/database.ts";
import { insertDeadLetters } from "#server/testing/insert-dead-letters.ts";
import { listDeadLetters } from "#server/triage/dead-letter-lists/list-dead-letters.ts";
import type { Lookup } from "#server/triage/dead-letter-lists/matches-text.ts";
import { planQuery } from "#server/triage/dead-letter-lists/plan-query.ts";
import { searchDeadLetters } from "#server/triage/dead-letter-lists/search-dead-letters.ts";

const pool = await testDatabase();
const one = { id: "", messageId: "", orderId: "" };
beforeAll(async () => {
  await insertDeadLetters(pool, 1_500);
  await pool.query("analyze");
  const { rows } = await pool.query<{ id: string; message_id: string; subject: string }>(
    "select id, message_id, subject from delivery where position = 1400",
  );
  one.id = rows[0]?.id ?? "";
  one.messageId = rows[0]?.message_id ?? "";
  one.orderId = rows[0]?.subject.slice(7) ?? "";
});

async function searchAll(q: string, lookup: Lookup, limit = 100) {
  const items: { id: string; error: string | null }[] = [];
  let cursor: string | null = null;
  for (;;) {
    const page = await listDeadLetters({ filter: { q }, cursor, limit, lookup });
    items.push(...page.items);
    cursor = page.nextCursor;
    if (!cursor) return { items, scope: page.scope };
  }
}

test("finds text of errors in any case, and each page has its scope", async () => {
  const { items, scope } = await searchAll("TIMED out 77", "shown", 3);
  expect(new Set(items.map(({ error }) => error))).toEqual(
    new Set(
      ["Timed out 77", ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `Timed out 77${n}`)].filter(
        (said) => Number(said.slice(10)) % 19 !== 0,
      ),
    ),
  );
  expect(scope).toMatchObject({ searched: 1_500, complete: true, payload: false });
});

test("searches SQL wildcards literally", async () => {
  expect((await searchAll("100%", "shown")).items.length).toBe(Math.floor(1_500 / 19));
  expect((await searchAll("10_%", "shown")).items).toEqual([]);
});

test("the ID of a delivery, a message or an order finds its dead letter, however old", async () => {
  for (const q of [one.id, one.messageId, one.orderId.toUpperCase()]) {
    const { items } = await listDeadLetters({ filter: { q }, limit: 10 });
    expect(items.map(({ id }) => id)).toEqual([one.id]);
  }
});

test("a part of a personal value never matches, in errors and in payloads", async () => {
  // The error of dead letter 19 repeats the address; only the payload of 1400 contains it.
  const parts = ["person19@hidden", "person19", "person1400", "erson1400@hidden.example", "person140@hidden.example"];
  for (const lookup of ["shown", "masked", "personal"] as const) {
    for (const q of [...parts, "person1400@hidden.exampl", "person%@hidden.example", "person_400@hidden.example"]) {
      // Dead letter 140 has this address itself.
      const whole = lookup === "personal" && q === "person140@hidden.example" ? 1 : 0;
      const { items, scope } = await searchAll(q, lookup);
      expect(items.length, `${lookup} ${q}`).toBe(whole);
      // The progress of the scan is the same as for a text that occurs nowhere.
      expect(scope).toMatchObject({ searched: 1_500, complete: true });
    }
  }
});

test("only a personal search finds a whole address in personal fields and errors, in any case", async () => {
  for (const q of ["person19@hidden.example", "PERSON1400@Hidden.example"]) {
    expect((await searchAll(q, "shown")).items, q).toEqual([]);
    expect((await searchAll(q, "masked")).items, q).toEqual([]);
    expect((await searchAll(q, "personal")).items.length, q).toBe(1);
  }
});

test("the visible part of a masked address can be searched", async () => {
  expect((await searchAll("@hidden.example", "shown")).items.length).toBe(Math.floor(1_500 / 19));
  expect((await searchAll("@hidden.example", "masked")).items.length).toBe(1_500);
});

test("search results stay masked", async () => {
  const { items } = await searchAll("person19@hidden.example", "personal");
  expect(items.map(({ error }) => error)).toEqual(["Refused: 100% of <p•••@hidden.example> bounced"]);
});

test("a search that reaches its limit returns how many rows of how many it scanned, and a cursor that continues", async () => {
  const filter = { q: "nowhere at all" };
  const search = { filter, query: planQuery(filter), limit: 10, lookup: "masked" as const, steps: [500, 500] };
  const first = await searchDeadLetters({ ...search, before: null });
  expect(first.rows).toEqual([]);
  expect(first.scope).toMatchObject({ searched: 1_000, of: 1_500, complete: false, payload: true });
  const second = await searchDeadLetters({ ...search, before: first.next });
  expect(second.next).toBeNull();
  expect(second.scope).toMatchObject({ searched: 1_500, of: 1_500, complete: true });
});
