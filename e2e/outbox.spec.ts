import { expect, test } from "./fixtures.ts";

test("the outbox says that everything is relayed, and a look into the rows finds nothing that must never be", async ({
  page,
  store,
}) => {
  const right = store.address();
  await store.placeOrder(right);
  await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
  await expect.poll(async () => (await store.mailsTo(right)).length).toBe(1);
  await page.goto("/ops/outbox");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Everything that was committed is relayed");
  await page.getByRole("button", { name: "Look now" }).click();
  const look = page.getByRole("region", { name: "What must never be" });
  await expect(look.getByRole("listitem")).toHaveCount(4);
  await expect(look).toContainText("Every order has its message");
  await expect(look.getByText(/must|went around|nobody was|no job will/).filter({ hasText: /^\d/ })).toHaveCount(0);
  await expect(look.getByRole("button", { name: "Look again" })).toBeVisible();
});
