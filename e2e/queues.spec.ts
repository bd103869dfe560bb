import { expect, test } from "./fixtures.ts";

test("messages of a paused handler wait, and are delivered once after resuming", async ({ page, store }) => {
  await page.goto("/ops/queues");
  const queue = page.getByRole("region", { name: "Account mails" });
  const mails = page.getByRole("region", { name: "Order mails" });
  await expect(queue).toContainText("retries");
  await mails.getByRole("button", { name: "Pause…" }).click();
  const dialog = page.getByRole("dialog", { name: "Pause Order mails?" });
  await dialog.getByRole("button", { name: "Pause handler" }).click();
  await expect(dialog.getByText("Enter a reason")).toBeVisible();
  await dialog.getByLabel("Reason").fill("the mail server is being moved");
  await dialog.getByRole("button", { name: "Pause handler" }).click();
  await expect(mails).toContainText("Paused by Demo operator");
  await expect(mails).toContainText("the mail server is being moved");

  const address = store.address();
  await store.placeOrder(address);
  // Accepted and relayed, but not attempted.
  const depths = async () => (await store.pipeline()).handlers.find(({ handler }) => handler === "order-notifications");
  await expect.poll(async () => (await depths())?.ready).toBeGreaterThan(0);
  expect(await store.mailsTo(address)).toEqual([]);
  await page.goto("/ops");
  await expect(page.getByRole("row", { name: /^Order mails/ })).toContainText("Paused");

  await page.getByRole("link", { name: "Queues" }).first().click();
  await mails.getByRole("button", { name: "Resume…" }).click();
  const resume = page.getByRole("dialog", { name: "Resume Order mails?" });
  await resume.getByLabel("Reason").fill("moved");
  await resume.getByRole("button", { name: "Resume handler" }).click();
  await expect(mails).not.toContainText("Paused by");
  await expect.poll(async () => (await store.mailsTo(address)).length, { timeout: 5_000 }).toBe(1);
});

test("an open circuit breaker shows held deliveries and cause, and an operator probes or closes it", async ({
  page,
  store,
}) => {
  await page.goto("/ops/queues");
  const mails = page.getByRole("region", { name: "Order mails" });
  await mails.getByRole("button", { name: "Open circuit breaker…" }).click();
  const hold = page.getByRole("dialog", { name: "Open circuit breaker of Order mails?" });
  await hold.getByLabel("Reason").fill("the mail server answers oddly");
  await hold.getByRole("button", { name: "Open circuit breaker", exact: true }).click();
  await expect(mails).toContainText("by Demo operator: “the mail server answers oddly”");
  await expect(mails).toContainText(/Next probe in \d+ s/);

  const [first, second] = [store.address(), store.address()];
  await store.placeOrder(first);
  await store.placeOrder(second);
  await expect(mails).toContainText("2 held");
  await page.goto("/ops");
  await expect(page.getByRole("row", { name: /^Order mails/ })).toContainText("2 held");
  await expect(page.getByText("2 order mails held by the circuit breaker")).toBeVisible();

  await page.getByRole("link", { name: "Queues" }).first().click();
  await mails.getByRole("button", { name: "Close circuit breaker…" }).click();
  const through = page.getByRole("dialog", { name: "Close circuit breaker of Order mails?" });
  await through.getByLabel("Reason").fill("it does not");
  await through.getByRole("button", { name: "Close circuit breaker", exact: true }).click();
  await expect(mails).toContainText("Circuit breaker kept closed by Demo operator until");
  for (const address of [first, second])
    await expect.poll(async () => (await store.mailsTo(address)).length, { timeout: 5_000 }).toBe(1);

  // Opened again, and closed by successful probes.
  await mails.getByRole("button", { name: "Open circuit breaker…" }).click();
  await hold.getByLabel("Reason").fill("again");
  await hold.getByRole("button", { name: "Open circuit breaker", exact: true }).click();
  const third = store.address();
  await store.placeOrder(third);
  await expect(mails).toContainText("1 held");
  await mails.getByRole("button", { name: "Send probe" }).click();
  await expect.poll(async () => (await store.mailsTo(third)).length, { timeout: 5_000 }).toBe(1);
  await expect(mails).not.toContainText("Circuit breaker open");
});
