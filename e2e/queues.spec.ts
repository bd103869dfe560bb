import { expect, test } from "./fixtures.ts";

test("a paused handler's mails wait and say so everywhere; resumed, they arrive once", async ({ page, store }) => {
  await page.goto("/ops/queues");
  const queue = page.getByRole("region", { name: "Account mails" });
  const mails = page.getByRole("region", { name: "Order mails" });
  await expect(queue).toContainText("retries");
  await mails.getByRole("button", { name: "Pause…" }).click();
  const dialog = page.getByRole("dialog", { name: "Pause Order mails?" });
  await dialog.getByRole("button", { name: "Pause it" }).click();
  await expect(dialog.getByText("The reason must say why")).toBeVisible();
  await dialog.getByLabel("Reason").fill("the mail server is being moved");
  await dialog.getByRole("button", { name: "Pause it" }).click();
  await expect(mails).toContainText("Paused by Demo operator");
  await expect(mails).toContainText("the mail server is being moved");

  const address = store.address();
  await store.placeOrder(address);
  // Taken and relayed, and held: the queue holds it and nothing was tried.
  const depths = async () => (await store.pipeline()).handlers.find(({ handler }) => handler === "order-notifications");
  await expect.poll(async () => (await depths())?.ready).toBeGreaterThan(0);
  expect(await store.mailsTo(address)).toEqual([]);
  await page.goto("/ops");
  await expect(page.getByRole("row", { name: /^Order mails/ })).toContainText("Paused");

  await page.getByRole("link", { name: "Queues" }).first().click();
  await mails.getByRole("button", { name: "Resume…" }).click();
  const resume = page.getByRole("dialog", { name: "Resume Order mails?" });
  await resume.getByLabel("Reason").fill("moved");
  await resume.getByRole("button", { name: "Resume it" }).click();
  await expect(mails).not.toContainText("Paused by");
  await expect.poll(async () => (await store.mailsTo(address)).length, { timeout: 5_000 }).toBe(1);
});
