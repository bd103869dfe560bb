import { expect, test } from "./fixtures.ts";

test("replaying the confirmation of a cancelled order requires a reason, and the trace lists everything", async ({
  page,
  store,
}) => {
  const orderId = await store.placeOrder(store.address("bounce+"));
  const dead = await store.deadLetterOf(orderId);
  expect((await store.request.post(`/api/v1/orders/${orderId}/cancel`)).status()).toBe(200);

  await page.goto(`/ops/dead-letters/${dead.id}`);
  const decision = page.getByRole("region", { name: "Suggested fix" });
  await expect(decision.getByText(/order\.cancelled revoked this message at/)).toBeVisible();
  await decision.getByRole("button", { name: "Replay unchanged" }).click();
  const dialog = page.getByRole("dialog", { name: "Replay despite warnings?" });
  await dialog.getByRole("button", { name: "Replay (audited)" }).press("Enter");
  await expect(dialog.getByRole("alert")).toHaveText("Enter a reason");
  await dialog.getByLabel("Reason").fill("they need it for their books");
  await dialog.getByRole("button", { name: "Replay (audited)" }).click();
  await expect(page.getByText(/“they need it for their books”/).first()).toBeVisible();

  // It fails again, with its history: the mailbox still rejects it.
  const again = await store.deadLetterOf(orderId);
  expect(again.revision).toBe(2);
  await page.goto(`/ops/dead-letters/${again.id}`);
  await expect(page.getByText(/Failed again after a replay by .*“they need it for their books”/)).toBeVisible();

  await page.getByRole("link", { name: "Trace of this order" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/messages of order .* delivered/);
  const entries = page.getByRole("region", { name: /^Timeline of order/ }).getByRole("listitem");
  await expect(entries.first()).toContainText("order and outbox row saved in one transaction");
  await expect(entries.filter({ hasText: "replayed order.created to order-notifications" })).toHaveCount(1);
  await expect(entries.filter({ hasText: "order.cancelled written to the outbox" })).toHaveCount(1);
  await expect(page.getByText("bounce+")).toHaveCount(0);
});
