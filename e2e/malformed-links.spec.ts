import { continueAs, expect, test } from "./fixtures.ts";

/** An unknown ID. Fixed, because test titles contain it. */
const unknown = "0191d0a4-7f3c-4f6e-9a52-4f1c8be20a17";

test.describe("a link that is damaged", () => {
  for (const path of [
    ...[
      `/ops/dead-letters/zz`,
      `/ops/dead-letters/${unknown}`,
      "/ops/dead-letters/%00",
      "/ops/dead-letters/..%2f..%2fx",
    ],
    ...["/ops/causes/zz", "/ops/causes/ffffffffffffffff", "/ops/trace/zz", `/ops/trace/${unknown}`],
    ...["/ops/replays/zz", `/ops/replays/${unknown}`],
    ...["/orders/zz", `/orders/${unknown}`, "/inbox/zz", `/inbox/${unknown}`, "/problems/zz", "/ops/zz", "/zz"],
  ]) {
    test(`${path} shows the 404 page`, async ({ page }) => {
      await continueAs(page, "admin");
      const response = await page.goto(path);
      expect(response?.status()).toBe(404);
      await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
    });
  }

  for (const path of [
    ...["/inbox?cursor=zz", "/ops/dead-letters?cursor=zz", "/ops/dead-letters?state=discarded&cursor=zz"],
    ...["/ops/replays?cursor=zz", "/ops/replays?state=zz"],
    ...[
      "/ops/causes?cursor=zz",
      "/ops/messages?cursor=zz",
      "/ops/audit?cursor=zz",
      "/ops/dead-letters?q=%00",
      "/ops?range=zz",
    ],
  ]) {
    test(`${path} shows the first page`, async ({ page }) => {
      await continueAs(page, "admin");
      const response = await page.goto(path);
      expect(response?.status()).toBe(200);
      await expect(page.getByRole("heading", { name: "This page failed to load" })).toHaveCount(0);
    });
  }
});
