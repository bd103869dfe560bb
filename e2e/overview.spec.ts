import { continueAs, expect, test } from "./fixtures.ts";

test("the overview shows workers and activity, without operator actions for roles that may not read the audit log", async ({
  page,
  store,
}) => {
  const orderId = await store.placeOrder(store.address("bounce+"));
  const letter = await store.deadLetterOf(orderId);
  const put = await store.request.post(`/api/v1/dead-letters/${letter.id}/discard`, {
    headers: { "if-match": "*" },
    data: { reason: "a test of the overview" },
  });
  expect(put.ok()).toBe(true);

  await page.goto("/ops");
  const workers = page.getByRole("region", { name: /^Workers/ });
  await expect(workers.getByRole("row").nth(1)).toContainText(/\d+\/\d+/);
  const activity = page.getByRole("region", { name: "Activity" });
  const line = activity.getByRole("link", { name: /discarded (a message of order|\d+ messages)/ }).first();
  await expect(line).toBeVisible();

  await continueAs(page, "viewer");
  await page.goto("/ops");
  await expect(activity).toContainText(/Build .+ deployed/);
  await expect(activity.getByText(/discarded/)).toHaveCount(0);
});

test("a shortcut searches messages from any page, and invalid text is reported", async ({ page, store }) => {
  const orderId = await store.placeOrder(store.address());
  const number = orderId.slice(0, 8);
  await expect.poll(async () => (await store.order(orderId)).deliveries.length).toBeGreaterThan(0);
  await page.goto("/ops/workers");
  await expect(page.getByRole("button", { name: "Keyboard shortcuts" })).toBeEnabled();
  await page.keyboard.press("/");
  await page.keyboard.type(number.toUpperCase());
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/ops\/messages\?find=/);
  const rows = page.getByRole("row").filter({ hasText: "order." });
  await expect(rows.first()).toContainText(number.toUpperCase());
  for (const row of await rows.all()) await expect(row).toContainText(number.toUpperCase());

  await expect(page.getByRole("button", { name: "Keyboard shortcuts" })).toBeEnabled();
  await page.keyboard.press("/");
  await page.keyboard.type("gmial");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "“gmial” was ignored" })).toBeVisible();
});
