import { expect, test } from "./fixtures.ts";

test("the outbox is relayed, and the invariant checks find no violation", async ({ page, store }) => {
  const right = store.address();
  await store.placeOrder(right);
  await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
  await expect.poll(async () => (await store.mailsTo(right)).length).toBe(1);
  await page.goto("/ops/outbox");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("All messages relayed");
  await page.getByRole("button", { name: "Run checks" }).click();
  const checks = page.getByRole("region", { name: "Invariant checks" });
  await expect(checks.getByRole("listitem")).toHaveCount(4);
  await expect(checks).toContainText("Every row that publishes has a message");
  await expect(
    checks.getByText(/orders have no|messages are neither|deliveries/).filter({ hasText: /^\d/ }),
  ).toHaveCount(0);
  await expect(checks.getByRole("button", { name: "Run checks again" })).toBeVisible();
});
