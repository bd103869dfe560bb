import type { Page } from "@playwright/test";
import { expect, mailTimeout, paceOf, retryTimeout, test } from "./fixtures.ts";

/** Buys a product through the user interface. */
async function buy(page: Page, email: string) {
  await page.goto("/");
  await page.getByRole("button", { name: /^Add.*Enamel mug$/ }).click();
  await page.getByRole("link", { name: /^Cart.*1 item$/ }).click();
  await page.getByLabel("Name", { exact: true }).fill("Ada Lovelace");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Place order" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Thank you, Ada. Your order is confirmed." })).toBeVisible();
}

test("an order is confirmed immediately, and its page shows the delivery without a reload", { tag: "@timed" }, async ({
  page,
  store,
}) => {
  const email = store.address();
  await buy(page, email);
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await expect(page.getByText("Confirmation e-mail delivered")).toBeVisible({
    timeout: (mailTimeout + 1_000) * (await paceOf(store)),
  });
  await expect(page.getByText("Sent to warehouse")).toBeVisible();
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
  expect(await store.mailsTo(email)).toHaveLength(1);
});

test("the e-mail is in the inbox within two seconds, in a sandboxed frame", {
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

test("a delayed e-mail is not shown as an error, and is delivered automatically", async ({ page, store }) => {
  await buy(page, store.address("busy2+"));
  await expect(page.getByText("Confirmation e-mail is delayed")).toBeVisible({ timeout: 5_000 });
  await expect(page.getByText("Your order is safe.", { exact: false }).first()).toBeVisible();
  await expect(page.getByText("Confirmation e-mail delivered")).toBeVisible({ timeout: retryTimeout });
});

test("an invalid address is reported at its field, and the input is kept", async ({ page }) => {
  await page.goto("/checkout?sample=plain");
  await page.getByLabel("E-mail address").fill("not an address");
  await page.getByRole("button", { name: "Place order" }).click();
  await expect(page.getByRole("alert").first()).toContainText("E-mail address must be an e-mail address");
  await expect(page.getByLabel("E-mail address")).toHaveValue("not an address");
  await expect(page).toHaveURL(/checkout/);
});

test("a double click places one order", async ({ page, store }) => {
  const email = store.address();
  await page.goto("/checkout?sample=plain");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Place order" }).dblclick();
  await expect(page.getByRole("heading", { level: 1, name: /Your order is confirmed/ })).toBeVisible();
  await expect(page.getByText("Confirmation e-mail delivered")).toBeVisible({ timeout: 5_000 });
  expect(await store.mailsTo(email)).toHaveLength(1);
});

test("an order whose response was lost is placed once", async ({ page, store }) => {
  const email = store.address();
  await page.goto("/checkout?sample=plain");
  await page.getByLabel("E-mail address").fill(email);
  let lost = 0;
  await page.route("**/api/v1/orders", async (route) => {
    if (lost > 0) return route.continue();
    lost += 1;
    // The server commits the order, but the response is lost.
    await route.fetch();
    await route.abort("connectionreset");
  });
  await page.getByRole("button", { name: "Place order" }).click();
  await page.getByRole("button", { name: "Place order again" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /Your order is confirmed/ })).toBeVisible();
  await expect(page.getByText("Confirmation e-mail delivered")).toBeVisible({ timeout: 5_000 });
  expect(await store.mailsTo(email)).toHaveLength(1);
});

test("cancelling updates the page, and its e-mail follows the confirmation", async ({ page, store }) => {
  const email = store.address();
  await buy(page, email);
  await page.getByRole("button", { name: "Cancel order" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /cancelled/ })).toBeVisible();
  await expect(page.getByText("Cancellation e-mail delivered")).toBeVisible({ timeout: 5_000 });
  expect((await store.mailsTo(email)).map((mail) => mail.subject)).toHaveLength(2);
});

test("the link in the confirmation e-mail cancels from any browser, and other browsers cannot cancel", async ({
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
  await page.getByRole("button", { name: "Cancel order" }).click();
  await expect(page.getByText(/link in the order.s confirmation mail/)).toBeVisible();
  const { pathname, hash } = new URL(link);
  await page.goto(`${pathname}${hash}`);
  await page.reload();
  await page.getByRole("button", { name: "Cancel order" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /cancelled/ })).toBeVisible();
  await context.close();
});

test("the order page works without JavaScript", async ({ browser, store, baseURL }) => {
  const orderId = await store.placeOrder(store.address());
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const page = await context.newPage();
  await page.goto(`/orders/${orderId}`);
  await expect(page.getByRole("heading", { level: 1, name: "Thank you. Your order is confirmed." })).toBeVisible();
  await context.close();
});
