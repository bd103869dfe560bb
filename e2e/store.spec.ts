import type { Page } from "@playwright/test";
import { expect, mailTimeout, paceOf, retryTimeout, test } from "./fixtures.ts";

/** Buys as a person does: from the shelf, through the checkout, to the order's page. */
async function buy(page: Page, email: string) {
  await page.goto("/");
  await page.getByRole("button", { name: /^Add.*Enamel mug$/ }).click();
  await page.getByRole("link", { name: /^Cart.*1 piece$/ }).click();
  await page.getByLabel("Name", { exact: true }).fill("Ada Lovelace");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Place order" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Thank you, Ada. Your order is in." })).toBeVisible();
}

test("a customer is confirmed at once, and the page turns to delivered without a reload", { tag: "@timed" }, async ({
  page,
  store,
}) => {
  const email = store.address();
  await buy(page, email);
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await expect(page.getByText("Confirmation mail delivered")).toBeVisible({
    timeout: (mailTimeout + 1_000) * (await paceOf(store)),
  });
  await expect(page.getByText("Sent to the warehouse")).toBeVisible();
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
  expect(await store.mailsTo(email)).toHaveLength(1);
});

test("the mail is in the inbox within two seconds of the order, rendered in a frame that can run nothing", {
  tag: "@timed",
}, async ({ page, store }) => {
  const email = store.address();
  await store.placeOrder(email);
  await expect
    .poll(async () => (await store.mailsTo(email)).length, { timeout: mailTimeout * (await paceOf(store)) })
    .toBe(1);
  await page.goto("/inbox");
  await page.getByRole("link", { name: new RegExp(email.replace(/[.+]/g, "\\$&")) }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/confirmed/i);
  const frame = page.locator("iframe");
  await expect(frame).toHaveAttribute("sandbox", /^(?!.*allow-scripts)/);
  await expect(frame.contentFrame().getByText("Ada Lovelace").first()).toBeVisible();
});

test("a delayed mail is amber words for the customer, never an error, and becomes delivered by itself", async ({
  page,
  store,
}) => {
  await buy(page, store.address("busy2+"));
  await expect(page.getByText("Confirmation mail is delayed")).toBeVisible({ timeout: 5_000 });
  await expect(page.getByText("Your order is safe.", { exact: false }).first()).toBeVisible();
  await expect(page.getByText("Confirmation mail delivered")).toBeVisible({ timeout: retryTimeout });
});

test("an address that cannot be one is named at its field, and what was typed stays", async ({ page }) => {
  await page.goto("/checkout?sample=plain");
  await page.getByLabel("E-mail address").fill("not an address");
  await page.getByRole("button", { name: "Place order" }).click();
  await expect(page.getByRole("alert").first()).toContainText("E-mail address must be an e-mail address");
  await expect(page.getByLabel("E-mail address")).toHaveValue("not an address");
  await expect(page).toHaveURL(/checkout/);
});

test("a double click is one order", async ({ page, store }) => {
  const email = store.address();
  await page.goto("/checkout?sample=plain");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Place order" }).dblclick();
  await expect(page.getByRole("heading", { level: 1, name: /Your order is in/ })).toBeVisible();
  await expect(page.getByText("Confirmation mail delivered")).toBeVisible({ timeout: 5_000 });
  expect(await store.mailsTo(email)).toHaveLength(1);
});

test("an order whose answer was lost is sent again and is still one order", async ({ page, store }) => {
  const email = store.address();
  await page.goto("/checkout?sample=plain");
  await page.getByLabel("E-mail address").fill(email);
  let lost = 0;
  await page.route("**/api/v1/orders", async (route) => {
    if (lost > 0) return route.continue();
    lost += 1;
    // The server gets the order and commits it; the answer never comes back.
    await route.fetch();
    await route.abort("connectionreset");
  });
  await page.getByRole("button", { name: "Place order" }).click();
  await page.getByRole("button", { name: "Place order again" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /Your order is in/ })).toBeVisible();
  await expect(page.getByText("Confirmation mail delivered")).toBeVisible({ timeout: 5_000 });
  expect(await store.mailsTo(email)).toHaveLength(1);
});

test("cancelling tells the customer, and its mail follows the confirmation", async ({ page, store }) => {
  const email = store.address();
  await buy(page, email);
  await page.getByRole("button", { name: "Cancel the order" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /cancelled/ })).toBeVisible();
  await expect(page.getByText("Cancellation mail delivered")).toBeVisible({ timeout: 5_000 });
  expect((await store.mailsTo(email)).map((mail) => mail.subject)).toHaveLength(2);
});

test("the link in the confirmation mail cancels from any browser, and without it the order cannot be cancelled", async ({
  browser,
  store,
  baseURL,
}) => {
  const email = store.address();
  const orderId = await store.placeOrder(email);
  await expect.poll(() => store.mailsTo(email), { timeout: 5_000 }).toHaveLength(1);
  const [mail] = await store.mailsTo(email);
  const link = /https?:\S+#cancel=[\w-]{22}/.exec(mail?.text ?? "")?.[0] ?? "";
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  await page.goto(`/orders/${orderId}`);
  await page.getByRole("button", { name: "Cancel the order" }).click();
  await expect(page.getByText(/link in the order.s confirmation mail/)).toBeVisible();
  const { pathname, hash } = new URL(link);
  await page.goto(`${pathname}${hash}`);
  await page.reload();
  await page.getByRole("button", { name: "Cancel the order" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /cancelled/ })).toBeVisible();
  await context.close();
});

test("an order's page answers without JavaScript", async ({ browser, store, baseURL }) => {
  const orderId = await store.placeOrder(store.address());
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const page = await context.newPage();
  await page.goto(`/orders/${orderId}`);
  await expect(page.getByRole("heading", { level: 1, name: "Thank you. Your order is in." })).toBeVisible();
  await context.close();
});
