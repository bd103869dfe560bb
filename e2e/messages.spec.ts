import { expect, test } from "./fixtures.ts";

test("messages are found in every state; blocked ones are released, resent and stopped", async ({ page, store }) => {
  const address = store.address("bounce+");
  const orderId = await store.placeOrder(address);
  const dead = await store.deadLetterOf(orderId);
  expect((await store.request.post(`/api/v1/orders/${orderId}/ship`)).status()).toBeLessThan(300);

  await page.goto("/ops/messages");
  await page.getByLabel("Find", { exact: true }).fill(address);
  await page.getByRole("button", { name: "Find" }).click();
  await expect(page).toHaveURL(/find=/);
  const rows = page.getByRole("row").filter({ hasText: "order." });
  await expect(rows.filter({ hasText: "blocked by" })).toHaveCount(1);
  await expect(rows.filter({ hasText: "Dead-lettered" }).filter({ hasText: "recipient rejected" })).toHaveCount(1);
  await page.getByRole("navigation", { name: "State" }).getByRole("link", { name: "Dead-lettered" }).click();
  await expect(rows).toHaveCount(1);
  await rows.getByRole("link", { name: /Order mail/ }).click();

  // The later message is released, and the dead letter stays.
  await page.getByRole("button", { name: "Release 1 blocked message…" }).click();
  const release = page.getByRole("dialog", { name: "Release blocked messages?" });
  await release.getByRole("button", { name: "Release 1 message" }).click();
  await expect(release.getByText("Enter a reason")).toBeVisible();
  await release.getByLabel("Reason").fill("the customer waits for the parcel");
  await release.getByRole("button", { name: "Release 1 message" }).click();
  await expect(release).toBeHidden();
  const shipped = async () =>
    (await store.order(orderId)).deliveries.find(({ messageType }) => messageType === "order.shipped");
  await expect.poll(async () => (await shipped())?.state, { timeout: 20_000 }).toMatch(/dead|delivered/);
  await expect(page.getByText("released blocked messages")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("failed");

  // A second copy, which can be undone.
  const well = store.address();
  const other = await store.placeOrder(well);
  await expect.poll(async () => (await store.mailsTo(well)).length).toBe(1);
  const mail = (await store.order(other)).deliveries.find(({ handler }) => handler === dead.handler);
  await page.goto(`/ops/dead-letters/${mail?.id}`);
  await expect(page.getByRole("navigation").getByText("Messages").first()).toBeVisible();
  await page.getByRole("button", { name: "Resend copy…" }).click();
  const again = page.getByRole("dialog");
  await again.getByLabel("Reason").fill("they lost it");
  await again.getByRole("button", { name: "Resend copy" }).click();
  await expect(page.getByRole("complementary", { name: "Undo" })).toContainText("is sent in");
  await expect.poll(async () => (await store.mailsTo(well)).length, { timeout: 15_000 }).toBe(2);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("was delivered twice");

  // A queued delivery of a paused handler is stopped before its first attempt.
  const pause = `/api/v1/queues/${dead.handler}`;
  await store.request.post(`${pause}/pause`, { data: { reason: "a test" } });
  try {
    const held = await store.placeOrder(store.address());
    const queued = async () => (await store.order(held)).deliveries.find(({ handler }) => handler === dead.handler);
    await expect.poll(async () => (await queued())?.shown).toBe("queued");
    await page.goto(`/ops/dead-letters/${(await queued())?.id}`);
    await page.getByRole("button", { name: "Stop retrying…" }).click();
    const stop = page.getByRole("dialog");
    await stop.getByLabel("Reason").fill("ordered by mistake");
    await stop.getByRole("button", { name: "Stop retrying" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("failed: stopped by an operator");
  } finally {
    await store.request.post(`${pause}/resume`, { data: { reason: "a test" } });
  }
});
