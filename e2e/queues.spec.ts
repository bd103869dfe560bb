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

test("a handler whose breaker holds says how many and why it waits, and an operator probes or lets all through", async ({
  page,
  store,
}) => {
  await page.goto("/ops/queues");
  const mails = page.getByRole("region", { name: "Order mails" });
  await mails.getByRole("button", { name: "Hold…" }).click();
  const hold = page.getByRole("dialog", { name: "Hold Order mails?" });
  await hold.getByLabel("Reason").fill("the mail server answers oddly");
  await hold.getByRole("button", { name: "Hold now" }).click();
  await expect(mails).toContainText("by Demo operator: “the mail server answers oddly”");
  await expect(mails).toContainText(/Next probe in \d+ s/);

  const [first, second] = [store.address(), store.address()];
  await store.placeOrder(first);
  await store.placeOrder(second);
  await expect(mails).toContainText("2 held");
  await page.goto("/ops");
  await expect(page.getByRole("row", { name: /^Order mails/ })).toContainText("2 held");
  await expect(page.getByText("2 order mails are held until the other side is back")).toBeVisible();

  await page.getByRole("link", { name: "Queues" }).first().click();
  await mails.getByRole("button", { name: "Let it through…" }).click();
  const through = page.getByRole("dialog", { name: "Let Order mails through?" });
  await through.getByLabel("Reason").fill("it does not");
  await through.getByRole("button", { name: "Let it through now" }).click();
  await expect(mails).toContainText("Let through by Demo operator until");
  for (const address of [first, second])
    await expect.poll(async () => (await store.mailsTo(address)).length, { timeout: 5_000 }).toBe(1);

  // Held once more, and let go by what the probe finds: the mail server is there.
  await mails.getByRole("button", { name: "Hold…" }).click();
  await hold.getByLabel("Reason").fill("once more");
  await hold.getByRole("button", { name: "Hold now" }).click();
  const third = store.address();
  await store.placeOrder(third);
  await expect(mails).toContainText("1 held");
  await mails.getByRole("button", { name: "Probe now" }).click();
  await expect.poll(async () => (await store.mailsTo(third)).length, { timeout: 5_000 }).toBe(1);
  await expect(mails).not.toContainText("Held by its breaker");
});
