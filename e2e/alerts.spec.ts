import { expect, paceOf, test } from "./fixtures.ts";

/** Longest delay from the dead letter to the screen, without a reload. */
const promised = 3_000;

test("a new failure cause fires an alert, which can be acknowledged and links to the cause", {
  tag: "@timed",
}, async ({ page, store }) => {
  await store.deadLetterOf(
    await store.placeOrder(store.address(`say+`).replace("example.com", "756e68656172642d6f66.example")),
  );
  await page.goto("/ops");
  const link = page.getByRole("navigation", { name: "Console" }).getByRole("link", { name: /^Alerts/ });
  await expect(link).toContainText(/\d firing/, { timeout: promised * (await paceOf(store)) });
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/alerts? firing/);
  await link.click();
  const open = page.getByRole("region", { name: "Open" });
  const alert = open.getByRole("listitem").filter({ hasText: "unheard-of" });
  await expect(alert).toContainText("New failure cause", { timeout: 10_000 });
  await alert.getByRole("button", { name: "Acknowledge alert" }).click();
  await expect(alert).toContainText("acknowledged by Demo operator");
  await expect(alert.getByRole("button", { name: "Acknowledge alert" })).toBeHidden();
  await alert.getByRole("link").click();
  await expect(page).toHaveURL(/\/ops\/causes\//);
});
