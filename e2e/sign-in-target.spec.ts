import { type Page, test as signedOutTest } from "@playwright/test";
import { continueAs, expect, mailTimeout, test } from "./fixtures.ts";

/** Signs in after a click, and expects the target of the click. */
async function signInAndArrive(page: Page, target: string): Promise<void> {
  await expect(page).toHaveURL(`/sign-in?next=${encodeURIComponent(target)}`);
  await page.getByRole("button", { name: "Continue as operator" }).click();
  await expect(page).toHaveURL(target);
  expect(page.url()).not.toContain("_rsc");
}

const clicks: [string, (page: Page) => Promise<void>, string][] = [
  ["Open dead letters", (page) => page.getByRole("link", { name: "Open dead letters" }).click(), "/ops/dead-letters"],
  ["Open console", (page) => page.getByRole("link", { name: "Open console" }).click(), "/ops"],
  ["Inbox", (page) => page.getByRole("link", { name: "Inbox" }).click(), "/inbox"],
];
for (const [name, click, target] of clicks) {
  signedOutTest(`a signed-out click on "${name}" leads to ${target} after the sign-in`, async ({ page }) => {
    await page.goto("/");
    // All prefetches are complete, so the click uses the router's cache.
    await page.waitForLoadState("networkidle");
    await click(page);
    await signInAndArrive(page, target);
  });
}

test("signed-out clicks on the links of an order lead to the e-mail and the dead letter", async ({ page, store }) => {
  const delivered = await store.placeOrder(store.address());
  const dead = await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
  await page.context().clearCookies();
  await page.goto(`/orders/${delivered}`);
  await page.getByRole("link", { name: "Open e-mail" }).click({ timeout: mailTimeout * 5 });
  await signInAndArrive(page, "/inbox");
  await page.context().clearCookies();
  await page.goto(`/orders/${dead.orderId}`);
  await page.getByRole("link", { name: "Open message in console" }).click();
  await signInAndArrive(page, `/ops/dead-letters/${dead.id}`);
});

test("a click in the console after the session ended leads to its target after sign-in", async ({ page }) => {
  await page.goto("/ops");
  await page.waitForLoadState("networkidle");
  await page.context().clearCookies();
  await page.getByRole("navigation", { name: "Console" }).getByRole("link", { name: "Queues" }).click();
  await signInAndArrive(page, "/ops/queues");
  await continueAs(page, "viewer");
});
