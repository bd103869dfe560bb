import type { Page } from "@playwright/test";
import type { HistoryDto } from "#server/contracts/history.ts";
import { expect, test } from "./fixtures.ts";

const promised = 2_000;
const newestRow = (page: Page) => page.getByRole("region", { name: "Numbers of the charts" }).getByRole("row").nth(1);
/** What the table's column adds up to, over all its rows. */
const totalOf = (page: Page, column: number) =>
  page
    .getByRole("region", { name: "Numbers of the charts" })
    .locator(`tbody tr td:nth-of-type(${column})`)
    .evaluateAll((cells) => cells.reduce((sum, cell) => sum + Number(cell.textContent?.replaceAll(",", "")), 0));

test("what is delivered and what dies is in chart, table and rate within two seconds, without a reload", {
  tag: "@timed",
}, async ({ page, store }) => {
  await page.goto("/ops?range=15m");
  await page.getByText("The same as a table").click();
  await expect(newestRow(page)).toBeVisible();
  await expect(page.locator(".recharts-surface").first()).toBeVisible();
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  const before = { delivered: await totalOf(page, 2), died: await totalOf(page, 4) };

  const right = store.address();
  await store.placeOrder(right);
  const dead = await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
  await expect.poll(async () => (await store.mailsTo(right)).length).toBe(1);
  // The mail's, and the webhooks' of both orders as they come.
  await expect.poll(() => totalOf(page, 4), { timeout: promised + 1_000 }).toBeGreaterThan(before.died);
  await expect.poll(() => totalOf(page, 2), { timeout: promised + 1_000 }).toBeGreaterThan(before.delivered);
  await expect(page.getByRole("region", { name: "Pipeline" })).toContainText(/[1-9]\d*\/min/);
  await store.request.post(`/api/v1/dead-letters/${dead.id}/replay`, { headers: { "if-match": "*" }, data: {} });
  await expect(page.getByRole("list", { name: "Marked in the charts" })).toContainText(/replays? by hand/);
  await expect(page.getByRole("region", { name: "Numbers of the charts" })).toContainText(/replays? by hand/);
  // Of the last 15 minutes, at each of the four stations.
  await expect(page.getByRole("region", { name: "Pipeline" }).getByText(/^p95/)).toHaveCount(4);
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
});

test("the range is in the address, and the worker keeps what waits", async ({ page, store }) => {
  const kept = async () => ((await (await store.request.get("/api/v1/history?range=15m")).json()) as HistoryDto).kept;
  await expect.poll(kept, { timeout: 15_000 }).toBe(true);
  await page.goto("/ops");
  await expect(page.getByRole("heading", { name: /^The last hour/ })).toBeVisible();
  await page.getByRole("navigation", { name: "Range" }).getByRole("link", { name: "24h" }).click();
  await expect(page).toHaveURL(/range=24h$/);
  await expect(page.getByRole("heading", { name: /^The last 24 hours 5 min a step/ })).toBeVisible();
  await page.goto("/ops?range=nonsense");
  await expect(page.getByRole("heading", { name: /^The last hour/ })).toBeVisible();
  expect((await store.request.get("/api/v1/history?range=nonsense")).status()).toBe(422);
});
