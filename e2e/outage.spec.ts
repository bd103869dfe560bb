import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import pg from "pg";
import type { AlertListDto } from "#server/contracts/monitoring/alert.ts";
import type { DeadLetterListDto } from "#server/contracts/triage/dead-letter.ts";
import { expect, giveReason, paceOf, type Store, test } from "./fixtures.ts";
import { countRows, isQuiet, names, readScreen } from "./strip.ts";

/** Longest delay between the rows and the screen on a quiet machine. */
const promised = 2_000;
const looking = { timeout: 20_000, intervals: [50] };
/** Alerts are evaluated a second after a dead letter, and the evaluation may take another on a busy machine. */
const lookMilliseconds = 2_000;
const mails = "order-notifications";
/** Recipient of alert e-mails in the set-up. */
const onCall = process.env.E2E_ON_CALL ?? "";

const icon = (page: Page) => page.locator('link[rel~="icon"]').first();
const firing = (page: Page, words: string) =>
  page.getByRole("list", { name: "Firing alerts" }).getByRole("listitem").filter({ hasText: words });

/** State before an outage: nothing moves, no dead letters, and alerts are acknowledged. */
async function calmDown(database: pg.Pool, store: Store): Promise<void> {
  const left = async () => {
    if (!(await isQuiet(database))) return -1;
    const answer = await store.request.get("/api/v1/dead-letters?limit=100");
    const letters = ((await answer.json()) as DeadLetterListDto).items.map(({ id, version }) => ({ id, version }));
    if (letters.length > 0)
      await store.request.post("/api/v1/dead-letters/discard", { data: { letters, reason: "before the outage" } });
    return letters.length;
  };
  await expect.poll(left, { timeout: 90_000 }).toBe(0);
  const { open } = (await (await store.request.get("/api/v1/alerts")).json()) as AlertListDto;
  for (const { id, state } of open)
    if (state === "firing") await store.request.post(`/api/v1/alerts/${id}/acknowledge`);
}

/** Numbers of the strip and of the handler's row that differ from the database. */
async function untrueDepths(database: pg.Pool, page: Page): Promise<string[]> {
  const [all, own] = [await countRows(database), await countRows(database, mails)];
  const strip = await readScreen(page);
  // By CSS: computing the accessible name of every table row would be slow.
  const cells = await page.locator(`tr:has(th code:text-is("${mails}")) td`).allTextContents();
  const [, ready, busy, , dead, delivered] = cells.map((text) => Number(text.replaceAll(",", "")));
  const row = { ready, busy, dead, delivered };
  return [
    ...names.filter((name) => strip[name] !== all[name]),
    ...(["ready", "busy", "dead", "delivered"] as const)
      .filter((name) => row[name] !== own[name])
      .map((name) => `row ${name}`),
  ];
}

type Bucket = { at: string; delivered: number; failed: number; died: number; dead: string; marked: string };

/** Buckets of the charts' table since a time, newest first. */
const bucketsSince = (page: Page, since: string): Promise<Bucket[]> =>
  page.locator('[aria-label="Numbers of the charts"] tbody tr').evaluateAll(
    (rows, from) =>
      rows
        .map((row) => {
          const cells = [...row.querySelectorAll("td")].map((cell) => cell.textContent ?? "");
          const count = (index: number) => Number(cells[index]?.replaceAll(",", ""));
          const at = row.querySelector("time")?.dateTime ?? "";
          return {
            at,
            delivered: count(1),
            failed: count(2),
            died: count(3),
            dead: cells[9] ?? "",
            marked: cells[10] ?? "",
          };
        })
        .filter(({ at }) => at >= from),
    since,
  );

/** Flows since a bucket that differ from the database. */
async function untrueFlows(database: pg.Pool, page: Page, since: string): Promise<string[]> {
  const { rows } = await database.query<Record<"delivered" | "failed" | "died", number>>(
    `select (select count(*) from delivery where state = 'delivered' and settled_at >= $1)::int as delivered,
            (select count(*) from attempt where outcome in ('retried', 'dead', 'worker_lost') and ended_at >= $1)::int as failed,
            (select count(*) from delivery where state in ('dead', 'replayed', 'discarded') and settled_at >= $1)::int as died`,
    [since],
  );
  const buckets = await bucketsSince(page, since);
  const total = (name: "delivered" | "failed" | "died") => buckets.reduce((sum, bucket) => sum + bucket[name], 0);
  return (["delivered", "failed", "died"] as const).filter((name) => total(name) !== rows[0]?.[name]);
}

test("an outage of the mail server and its end appear in strip, title, icon, alert and chart within two seconds", {
  tag: "@timed",
}, async ({ page: wall, store }) => {
  // Deliveries of earlier tests must settle first; the test itself takes half a minute.
  test.setTimeout(180_000);
  const database = new pg.Pool({ connectionString: process.env.E2E_DATABASE_URL, max: 4 });
  const ask = async <Row extends pg.QueryResultRow>(text: string, ...values: unknown[]): Promise<Row[]> =>
    (await database.query<Row>(text, values)).rows;
  const desk = await wall.context().newPage();
  try {
    await calmDown(database, store);
    const pace = await paceOf(store);
    const soon = { timeout: promised * pace, intervals: [150] };
    await wall.goto("/ops?range=15m");
    await expect(wall.getByRole("button", { name: /live updates/ })).toContainText("Live");
    await wall.getByText("Show as table").click();
    await expect(wall.locator(".recharts-surface").first()).toBeVisible();
    await expect(wall).toHaveTitle("Overview · Redeliver");
    await expect(icon(wall)).toHaveAttribute("href", /icon\.svg/);
    const calmIcon = (await icon(wall).getAttribute("href")) ?? "";
    await wall.evaluate(() => Object.assign(window, { sameDocument: true }));
    // From here on this page is not touched, like a wall screen. Its stream is open.
    const asked = new Set<string>();
    wall.on("request", (request) => asked.add(new URL(request.url()).pathname));

    // Permanently rejected by the sample recipient: a real 550 with a new text.
    const words = `outage ${randomUUID().replace(/[-\d]/g, "")}`;
    const [start] = await ask<{ bucket: Date }>("select date_bin('10 s', now(), 'epoch') as bucket");
    const since = start?.bucket.toISOString() ?? "";
    const orders = await Promise.all(
      [1, 2, 3].map(() => {
        const refused = store.address("say+").replace("example.com", `${Buffer.from(words).toString("hex")}.example`);
        return store.placeOrder(refused);
      }),
    );
    type Letter = { id: string; cause: string | null; at: Date };
    const letters = async (state: string) =>
      ask<Letter>(
        `select id, cause, settled_at as at from delivery where handler = $1 and state = $2 and subject = any($3)
         order by settled_at desc`,
        ...[mails, state, orders.map((order) => `orders/${order}`)],
      );
    await expect.poll(async () => (await letters("dead")).length, looking).toBeGreaterThan(0);
    const cause = (await letters("dead"))[0]?.cause ?? "";
    const alert = async () =>
      (
        await ask<{ id: string; state: string; firedAt: Date | null }>(
          `select id, state, fired_at as "firedAt" from alert where rule = 'new_cause' and subject = $1`,
          cause,
        )
      )[0];
    const allDead = async () => (await isQuiet(database)) && (await letters("dead")).length;

    await Promise.all([
      test.step("strip, title, icon and chart follow the dead letters", async () => {
        await expect.poll(allDead, looking).toBe(3);
        await Promise.all([
          expect.poll(() => untrueDepths(database, wall), soon).toEqual([]),
          expect(wall).toHaveTitle("3 dead letters · Overview · Redeliver", soon),
          expect
            .poll(async () => decodeURIComponent((await icon(wall).getAttribute("href")) ?? ""), soon)
            .toMatch(/^data:image\/svg.*>3</),
          expect.poll(() => untrueFlows(database, wall, since), soon).toEqual([]),
        ]);
      }),
      test.step("the alert fires and is on the overview", async () => {
        await expect.poll(async () => (await alert())?.state, looking).toBe("firing");
        await expect(firing(wall, words)).toBeVisible(soon);
      }),
      test.step("the chart has the recorded depth", async () => {
        const kept = () =>
          ask<{ at: Date; dead: number }>(
            "select at, dead from history_point where resolution = 10 and handler = '*' and at >= $1 and dead = 3 order by at desc",
            since,
          );
        await expect.poll(async () => (await kept()).length, looking).toBeGreaterThan(0);
        const at = (await kept())[0]?.at.toISOString();
        await expect
          .poll(async () => (await bucketsSince(wall, since)).find((bucket) => bucket.at === at)?.dead, soon)
          .toBe("3");
      }),
    ]);
    const { rules } = (await (await store.request.get("/api/v1/alerts")).json()) as AlertListDto;
    const rule = rules.find(({ id }) => id === "new_cause");
    const firstDeath = Math.min(...(await letters("dead")).map(({ at }) => at.getTime()));
    const untilFired = ((await alert())?.firedAt?.getTime() ?? Number.NaN) - firstDeath;
    expect(untilFired).toBeLessThanOrEqual((rule?.holdSeconds ?? Number.NaN) * 1_000 + lookMilliseconds * pace);

    // The recipient is corrected on another screen: the alert links to the cause and its dead letters.
    await desk.goto("/ops");
    await firing(desk, words).getByRole("link").click();
    await expect(desk).toHaveURL(new RegExp(`/ops/causes/${cause}$`));
    await expect(desk.getByRole("heading", { level: 1 })).toContainText(words);
    const [letter] = await letters("dead");
    const right = store.address();
    await desk.locator(`[data-letter="${letter?.id}"]`).click();
    await desk.getByLabel("E-mail address").fill(right);
    await giveReason(desk);
    await desk.getByRole("button", { name: `Fix & replay to ${right}` }).click();
    await expect.poll(async () => (await letters("replayed")).length, looking).toBe(1);
    const [replay] = await ask<{ bucket: Date }>(
      "select date_bin('10 s', at, 'epoch') as bucket from audit_entry where action = 'dead-letter.replay' and target_id = $1",
      letter?.id,
    );
    const marked = async () =>
      (await bucketsSince(wall, since)).find(({ at }) => at === replay?.bucket.toISOString())?.marked;
    await Promise.all([
      expect.poll(() => untrueDepths(database, wall), soon).toEqual([]),
      expect(wall).toHaveTitle("2 dead letters · Overview · Redeliver", soon),
      expect.poll(marked, soon).toMatch(/manual replays?/),
    ]);
    await expect(wall.getByRole("list", { name: "Chart markers" })).toContainText(/manual replays?/);
    await expect(desk.getByRole("button", { name: "Undo" })).toBeVisible();

    // The other two are discarded with a reason.
    await desk.goBack();
    await desk.getByRole("button", { name: "Discard all 2…" }).click();
    const dialog = desk.getByRole("dialog", { name: "Discard 2 messages?" });
    await dialog.getByLabel("Reason").fill("ordered again by telephone");
    await dialog.getByRole("button", { name: "Discard 2 messages" }).click();
    await expect.poll(async () => (await letters("discarded")).length, looking).toBe(2);
    await Promise.all([
      expect.poll(() => untrueDepths(database, wall), soon).toEqual([]),
      expect(wall).toHaveTitle("Overview · Redeliver", soon),
      expect(icon(wall)).toHaveAttribute("href", calmIcon, soon),
    ]);
    // Skips the cool-down of the rule; the next evaluation resolves the alert.
    await ask(
      "update alert set quiet_since = coalesce(quiet_since, now()) - make_interval(secs => $2) where rule = 'new_cause' and subject = $1",
      ...[cause, rule?.coolDownSeconds],
    );

    await Promise.all([
      test.step("strip and chart follow the delivery", async () => {
        await expect.poll(async () => (await letters("delivered")).length, looking).toBe(1);
        await Promise.all([
          expect.poll(() => untrueDepths(database, wall), soon).toEqual([]),
          expect.poll(() => untrueFlows(database, wall, since), soon).toEqual([]),
        ]);
        expect(await store.mailsTo(right)).toHaveLength(1);
      }),
      test.step("the alert is resolved and gone from the overview", async () => {
        await expect.poll(async () => (await alert())?.state, looking).toBe("resolved");
        await expect(firing(wall, words)).toBeHidden(soon);
      }),
    ]);
    const pipeline = wall.getByRole("region", { name: "Pipeline" });
    await expect(pipeline).toContainText(/[1-9]\d*\/min/);
    // p95 of 15 minutes at each of the four stations.
    await expect(pipeline.getByText(/^p95/)).toHaveCount(4);

    // One notification each for firing and resolved.
    const told = (await alert())?.id;
    const notices = () =>
      ask<{ type: string; state: string }>(
        `select body ->> 'type' as type, state from alert_notice
         where body -> 'alerts' @> jsonb_build_array(jsonb_build_object('id', $1::text)) order by created_at`,
        told,
      );
    await expect.poll(notices, looking).toEqual([
      { type: "alert.firing", state: "sent" },
      { type: "alert.resolved", state: "sent" },
    ]);
    expect((await store.mailsTo(onCall)).filter(({ text }) => text?.includes(words))).toHaveLength(2);

    expect(await wall.evaluate(() => "sameDocument" in window)).toBe(true);
    // Besides the stream: changed lists and polled charts, workers and activity.
    const api = [...asked].filter((path) => path.startsWith("/api/"));
    const lists = ["/api/v1/causes", "/api/v1/dead-letters"];
    expect(api.toSorted()).toEqual(["/api/v1/activity", ...lists, "/api/v1/history", "/api/v1/workers"]);
  } finally {
    await desk.close();
    await database.end();
  }
});
