import { expect, test } from "./fixtures.ts";

test("the confirmation of a cancelled order asks for a reason before it is replayed, and its trace tells the whole story", async ({
  page,
  store,
}) => {
  const orderId = await store.placeOrder(store.address("bounce+"));
  const dead = await store.deadLetterOf(orderId);
  expect((await store.request.post(`/api/v1/orders/${orderId}/cancel`)).status()).toBe(200);

  await page.goto(`/ops/dead-letters/${dead.id}`);
  const decision = page.getByRole("region", { name: "Suggested fix" });
  await expect(decision.getByText(/order\.cancelled of .* took back what it says/)).toBeVisible();
  await decision.getByRole("button", { name: "Replay as it is" }).click();
  const dialog = page.getByRole("dialog", { name: "Replay it all the same?" });
  await dialog.getByRole("button", { name: "Replay, on record" }).press("Enter");
  await expect(dialog.getByRole("alert")).toHaveText("The reason must say why");
  await dialog.getByLabel("Why it is replayed all the same").fill("they need it for their books");
  await dialog.getByRole("button", { name: "Replay, on record" }).click();
  await expect(page.getByText(/“they need it for their books”/).first()).toBeVisible();

  // It dies again, with its history: the mailbox still refuses it.
  const again = await store.deadLetterOf(orderId);
  expect(again.revision).toBe(2);
  await page.goto(`/ops/dead-letters/${again.id}`);
  await expect(page.getByText(/Died again after a replay by .*“they need it for their books”/)).toBeVisible();

  await page.getByRole("link", { name: "Trace of this order" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/deliveries of order .* arrived/);
  const moments = page.getByRole("region", { name: /^Timeline of order/ }).getByRole("listitem");
  await expect(moments.first()).toContainText("order and outbox row saved, one transaction");
  await expect(moments.filter({ hasText: "replayed order.created to order-notifications" })).toHaveCount(1);
  await expect(moments.filter({ hasText: "order.cancelled written to the outbox" })).toHaveCount(1);
  await expect(page.getByText("bounce+")).toHaveCount(0);
});
