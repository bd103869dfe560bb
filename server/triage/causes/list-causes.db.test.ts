import { afterAll, expect, test } from "vitest";
import { causeTabs } from "#server/contracts/triage/cause.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, anOrderShipped } from "#server/testing/factories.ts";
import { aPipeline } from "#server/testing/pipeline.ts";
import { causeState, isInTab } from "#server/triage/causes/cause-state.ts";
import { getCause } from "#server/triage/causes/get-cause.ts";
import { listCauses } from "#server/triage/causes/list-causes.ts";
import { countTabs } from "#server/triage/causes/sql/count-tabs.ts";
import { readCauses } from "#server/triage/causes/sql/read-causes.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);
const empty = () => pool.query("truncate cause, cause_hour, outbox_message, outbox_pending, delivery, attempt cascade");

/** A deterministic generator of small whole numbers. */
function numbers(seed: number) {
  let state = seed;
  return (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

test("tabs in SQL agree with the states in TypeScript for 600 causes", async () => {
  await empty();
  const now = new Date();
  const minute = 60_000;
  const hour = Math.floor(now.getTime() / (60 * minute)) * 60 * minute;
  const roll = numbers(7);
  const ago = (most: number) => new Date(now.getTime() - roll(most) * minute);
  const made = Array.from({ length: 600 }, (_, index) => {
    const hours = Array.from({ length: 30 }, () => (roll(3) === 0 ? roll(25) : 0));
    const sum = (from: number, to: number) => hours.slice(from, to).reduce((total, deaths) => total + deaths, 0);
    const deaths = 100 + roll(50);
    return {
      fingerprint: index.toString(16).padStart(16, "0"),
      hours,
      dead: roll(4) === 0 ? 0 : roll(40),
      deaths,
      firstSeenAt: ago(3_000),
      lastSeenAt: ago(30),
      resolvedAt: roll(6) === 0 ? ago(60) : null,
      regressedAt: roll(4) === 0 ? ago(600) : null,
      mutedUntil: roll(5) === 0 ? new Date(now.getTime() + (roll(3) - 1) * minute) : null,
      mutedUntilDeaths: roll(5) === 0 ? deaths + roll(3) - 1 : null,
      recent: sum(0, 2),
      earlier: sum(2, 26),
    };
  });
  await pool.query(
    `insert into cause (fingerprint, handler, failure_code, title, dead, deaths, first_seen_at, last_seen_at, resolved_at,
                        regressed_at, muted_until, muted_until_deaths)
     select fingerprint, 'order-notifications', 'unexpected', 'a cause', dead, deaths, "firstSeenAt", "lastSeenAt", "resolvedAt",
            "regressedAt", "mutedUntil", "mutedUntilDeaths"
     from jsonb_to_recordset($1) as c (fingerprint text, dead int, deaths int, "firstSeenAt" timestamptz, "lastSeenAt" timestamptz,
       "resolvedAt" timestamptz, "regressedAt" timestamptz, "mutedUntil" timestamptz, "mutedUntilDeaths" int)`,
    [JSON.stringify(made)],
  );
  const perHour = made.flatMap(({ fingerprint, hours }) =>
    hours.map((deaths, index) => ({ fingerprint, hour: new Date(hour - index * 60 * minute), deaths })),
  );
  await pool.query(
    `insert into cause_hour select * from jsonb_to_recordset($1) as h (fingerprint text, hour timestamptz, deaths int)`,
    [JSON.stringify(perHour.filter(({ deaths }) => deaths > 0))],
  );

  const counts = await countTabs(pool, now);
  const seen = new Set<string>();
  for (const tab of causeTabs) {
    const expected = made.filter((cause) => isInTab(tab, causeState(cause, now), cause.regressedAt));
    const rows = await readCauses(pool, { now, tab, limit: 1_000, after: null });
    expect(rows.map((row) => row.fingerprint).sort()).toEqual(expected.map((cause) => cause.fingerprint).sort());
    for (const row of rows) {
      const cause = made.find(({ fingerprint }) => fingerprint === row.fingerprint);
      expect(row.state, row.fingerprint).toBe(cause && causeState(cause, now));
      seen.add(row.state);
    }
    const dead = expected.reduce((total, cause) => total + cause.dead, 0);
    expect(counts.find((count) => count.tab === tab)).toEqual({ tab, causes: expected.length, dead });
  }
  expect(seen.size).toBe(7);
});

test("pages of a tab contain every cause once, largest first, with ties", async () => {
  for (const limit of [7, 100]) {
    const found: { dead: number; lastSeenAt: string; fingerprint: string }[] = [];
    let cursor: string | null = null;
    do {
      const page = await listCauses({ tab: "open", cursor, limit });
      found.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    const { counts, dead } = await listCauses({ tab: "open", limit: 1 });
    expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(counts.open);
    expect(found).toHaveLength(counts.open);
    expect(found.reduce((total, cause) => total + cause.dead, 0)).toBe(dead);
    const order = found.toSorted(
      (a, b) =>
        b.dead - a.dead || b.lastSeenAt.localeCompare(a.lastSeenAt) || a.fingerprint.localeCompare(b.fingerprint),
    );
    expect(found).toEqual(order);
  }
  const forged = Buffer.from("1|2026-02-31 00:00:00.000000|0123456789abcdef").toString("base64url");
  for (const cursor of ["x", forged]) {
    await expect(listCauses({ tab: "open", cursor, limit: 1 })).rejects.toMatchObject({ code: "invalid_input" });
  }
});

test("a cause has its affected orders, its waiting messages and the hours of its dead letters", async () => {
  await empty();
  const first = await aDeadLetter(pool, pipeline);
  await aDeadLetter(pool, pipeline);
  await anOrderShipped(pool, first.orderId);
  await anOrderShipped(pool, first.orderId);
  await pipeline.tick();
  await pool.query("update delivery set settled_at = settled_at - interval '2 hours' where id = $1", [
    first.delivery.id,
  ]);

  const { items, counts } = await listCauses({ tab: "open", limit: 50 });
  expect(counts).toEqual({ open: 1, escalating: 0, regressed: 0, muted: 0, resolved: 0 });
  expect(items[0]).toMatchObject({
    state: "new",
    dead: 2,
    affected: { count: 2, more: false, kind: "orders" },
    holding: { count: 2, subjects: 1, more: false },
    failureCode: "recipient_rejected",
  });
  expect(items[0]?.hours.reduce((sum, deaths) => sum + deaths, 0)).toBe(2);
  expect(items[0]?.hours.at(-1)).toBe(2);

  const fingerprint = items[0]?.fingerprint ?? "";
  const page = await getCause({ fingerprint, limit: 1 });
  const rest = await getCause({ fingerprint, limit: 1, cursor: page.letters.nextCursor });
  expect([...page.letters.items, ...rest.letters.items].map(({ cause }) => cause)).toEqual([fingerprint, fingerprint]);
  expect(rest.letters).toMatchObject({ items: [{ id: first.delivery.id, holding: 2 }], nextCursor: null });
  expect(page.oldestDeadAt).toBe(rest.letters.items[0]?.diedAt);
  await expect(getCause({ fingerprint: "0".repeat(16), limit: 1 })).rejects.toMatchObject({ code: "not_found" });
});

test("the counts of a cause are limited, and `more` says that there are others", async () => {
  const { items } = await listCauses({ tab: "open", limit: 1 });
  const fingerprint = items[0]?.fingerprint ?? "";
  await pool.query(
    `with made as (
       insert into outbox_message (id, source, type, subject, data)
       select gen_random_uuid(), '/store', 'order.created', 'orders/' || n, '{}' from generate_series(1, 1100) n returning id, subject, seq
     )
     insert into delivery (id, message_id, root_id, handler, subject, state, idempotency_key, position, cause, settled_at)
     select id, id, id, 'order-notifications', subject, 'dead', id, seq, $1, now() from made`,
    [fingerprint],
  );
  await pool.query("update cause set dead = dead + 1100");
  await pool.query(
    `insert into cause (fingerprint, handler, failure_code, title, dead)
     select lpad(to_hex(n), 16, '0'), 'order-notifications', 'unexpected', 'a cause', 1 from generate_series(1, 49) n`,
  );
  const widest = async (limit: number) => (await listCauses({ tab: "open", limit })).items[0]?.affected;
  expect(await widest(50)).toEqual({ count: 40, more: true, kind: "orders" });
  expect(await widest(5)).toEqual({ count: 400, more: true, kind: "orders" });
  expect((await getCause({ fingerprint, limit: 1 })).affected).toEqual({ count: 1_000, more: true, kind: "orders" });
});
