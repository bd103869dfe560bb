import type { Page } from "@playwright/test";
import pg from "pg";
import { startTcpProxy } from "#server/testing/servers/start-tcp-proxy.ts";
import { continueAs, expect, paceOf, test } from "./fixtures.ts";

/** Longest delay between an event and the screen on a quiet machine. */
const promised = 2_000;
const events = "**/api/v1/events";
const control = (page: Page) => page.getByRole("button", { name: /live updates/ });
const depthOf = (page: Page) =>
  page
    .getByRole("region", { name: "Pipeline" })
    .getByRole("link", { name: /^\d+ dead/ })
    .or(page.locator(".drop"));

async function openConsole(page: Page): Promise<void> {
  const opened = page.waitForRequest(events);
  await page.goto("/ops");
  await opened;
  await expect(control(page)).toBeEnabled();
  await expect(control(page)).toContainText("Live");
}

test("new dead letters wait above the list, no row moves, and a key shows them", { tag: "@timed" }, async ({
  page,
  store,
}) => {
  await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
  await openConsole(page);
  const rows = page.getByRole("table").last().getByRole("row");
  await expect(rows).not.toHaveCount(0);
  const top = await rows.nth(1).textContent();
  // In its first second a list still shows new rows.
  await expect.poll(() => page.evaluate(() => performance.now())).toBeGreaterThan(3_000);

  const letter = await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
  const pill = page.getByRole("button", { name: /new dead letter/ });
  await expect(pill).toBeVisible({ timeout: promised * (await paceOf(store)) });
  expect(await rows.nth(1).textContent()).toContain(top?.slice(0, 20) ?? "");
  await page.keyboard.press("n");
  await expect(rows.nth(1)).toContainText(letter.orderId?.slice(0, 8).toUpperCase() ?? "no order");
  await expect(pill).toBeHidden();
});

test("space pauses the page, also for a response in flight, and resumes with the newest state", {
  tag: "@timed",
}, async ({ page, store }) => {
  await openConsole(page);
  // A slow response: requested before the pause, it arrives after the dead letter and contains it.
  let deadLettered = () => {};
  const slow = new Promise<void>((resolve) => {
    deadLettered = resolve;
  });
  let answered: Promise<unknown> = Promise.resolve();
  await page.route("**/api/v1/history?*", (route) => {
    const answer = slow.then(() => route.fetch()).then((response) => route.fulfill({ response }));
    answered = Promise.allSettled([answered, answer]);
    return answered.then(() => {});
  });
  await page.waitForRequest("**/api/v1/history?*");
  await page.keyboard.press(" ");
  await expect(control(page)).toContainText("Paused");
  const pipeline = page.getByRole("region", { name: "Pipeline" });
  const before = await pipeline.textContent();
  await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
  deadLettered();
  await answered;
  // The tab title updates during the pause.
  const { handlers } = await store.pipeline();
  const dead = handlers.reduce((sum, handler) => sum + handler.dead, 0);
  await expect.poll(() => page.title(), { timeout: promised * (await paceOf(store)) }).toContain(`${dead} dead`);
  expect(await pipeline.textContent()).toBe(before);
  await page.keyboard.press(" ");
  await expect(depthOf(page).first()).toContainText(String(dead));
});

test("a dropped stream shows Reconnecting and then Live; an unresponsive database shows Stale with its age", async ({
  browser,
  baseURL,
}) => {
  const proxy = await startTcpProxy(baseURL ?? "");
  const context = await browser.newContext({ baseURL: proxy.through(baseURL ?? "") });
  const database = new pg.Client({ connectionString: process.env.E2E_DATABASE_URL });
  await database.connect();
  try {
    const page = await context.newPage();
    await continueAs(page, "operator");
    await openConsole(page);

    await page.route(events, (route) => route.abort());
    proxy.cut();
    await expect(control(page)).toContainText("Reconnecting");
    await page.unroute(events);
    await expect(control(page)).toContainText("Live");
    await expect(control(page)).not.toContainText("polling", { timeout: 10_000 });

    await database.query("begin");
    await database.query("lock table delivery in access exclusive mode");
    await expect(control(page)).toContainText(/Stale 1\d s/, { timeout: 20_000 });
    await expect(page.getByText(/The server does not respond/)).toBeVisible();
    await database.query("rollback");
    await expect(control(page)).toContainText("Live", { timeout: 15_000 });
  } finally {
    await database.end();
    await context.close();
    await proxy.close();
  }
});
