import type { HistoryDto } from "#server/contracts/monitoring/history.ts";
import { expect, test } from "./fixtures.ts";

test("the range is in the URL, and the worker records depths", async ({ page, store }) => {
  const kept = async () => ((await (await store.request.get("/api/v1/history?range=15m")).json()) as HistoryDto).kept;
  await expect.poll(kept, { timeout: 15_000 }).toBe(true);
  await page.goto("/ops");
  await expect(page.getByRole("heading", { name: /^Last hour/ })).toBeVisible();
  await page.getByRole("navigation", { name: "Range" }).getByRole("link", { name: "24h" }).click();
  await expect(page).toHaveURL(/range=24h$/);
  await expect(page.getByRole("heading", { name: /^Last 24 hours 5 min buckets/ })).toBeVisible();
  await page.goto("/ops?range=nonsense");
  await expect(page.getByRole("heading", { name: /^Last hour/ })).toBeVisible();
  expect((await store.request.get("/api/v1/history?range=nonsense")).status()).toBe(422);
});
