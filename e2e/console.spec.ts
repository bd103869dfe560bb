import type { Page } from "@playwright/test";
import { expect, giveReason, mailTimeout, paceOf, retryTimeout, test, writePayload } from "./fixtures.ts";

const letter = (page: Page) => page.getByRole("heading", { level: 1 });

test("a bounced order is corrected, replayed and delivered once, with its revisions", async ({ page, store }) => {
  const [wrong, right] = [store.address("bounce+"), store.address()];
  const orderId = await store.placeOrder(wrong);
  await store.deadLetterOf(orderId);

  await page.goto("/ops");
  await expect(letter(page)).toContainText(/dead letter/);
  await page.getByRole("link", { name: "All dead letters" }).click();
  await page
    .getByRole("row")
    .filter({ hasText: orderId.slice(0, 8).toUpperCase() })
    .getByRole("link")
    .first()
    .click();
  await expect(letter(page)).toContainText("failed: recipient rejected");
  await expect(page.getByText(/550/).first()).toBeVisible();

  await expect(page.getByLabel("E-mail address")).toHaveValue("b•••@example.com");
  expect(await page.content()).not.toContain(wrong);
  await page.getByRole("button", { name: "Reveal personal data (audited)" }).click();
  await expect(page.getByLabel("E-mail address")).toHaveValue(wrong);
  await expect(page.getByRole("button", { name: `Use ${wrong.slice("bounce+".length)}` })).toBeVisible();
  await page.getByLabel("E-mail address").fill(right);
  await page.getByLabel("Also correct the customer").check();
  await giveReason(page);
  await page.getByRole("button", { name: `Fix & replay to ${right}` }).click();
  await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
  await expect(letter(page)).toContainText("was delivered once", { timeout: retryTimeout });

  const revisions = page.getByRole("region", { name: "Revisions" });
  await expect(revisions).toContainText(/rev 1/i);
  await expect(revisions).toContainText(/rev 2/i);
  expect(await store.mailsTo(right)).toHaveLength(1);
  await page.goto(`/orders/${orderId}`);
  await expect(page.getByText("Confirmation e-mail delivered")).toBeVisible();
});

test("an edited payload is validated while typing, with the worker's schema", async ({ page, store }) => {
  const right = store.address();
  const dead = await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
  await page.goto(`/ops/dead-letters/${dead.id}`);
  const payload = dead.payload as Record<string, unknown>;
  await writePayload(page, { ...payload, email: "x•••@example.com" });
  await expect(page.getByText("is masked: reveal it")).toBeVisible();
  await writePayload(page, { ...payload, orderTotal: "7420", email: right });
  await expect(page.getByText("/orderTotal").first()).toBeVisible();
  await writePayload(page, { ...payload, email: right });
  await expect(page.getByText("/orderTotal")).toHaveCount(0);
  await writePayload(page, { ...payload, orderTotal: 1, email: right });
  await expect(page.getByText("is immutable: it stays as it was published").first()).toBeVisible();
  await writePayload(page, { ...payload, email: right });
  const replay = page.getByRole("button", { name: /replay.*edit|edit.*replay/i });
  await replay.click();
  await expect(page.getByText("A changed recipient requires a reason")).toBeVisible();
  await page.getByLabel("Reason", { exact: true }).fill("the customer called");
  await replay.click();
  await expect(letter(page)).toContainText("was delivered once", { timeout: retryTimeout });
  expect(await store.mailsTo(right)).toHaveLength(1);
});

test("a waiting replay can be undone, and sends nothing", async ({ page, store }) => {
  const email = store.address("bounce+");
  const orderId = await store.placeOrder(email);
  const dead = await store.deadLetterOf(orderId);
  await page.goto(`/ops/dead-letters/${dead.id}`);
  await page.getByRole("button", { name: "Replay unchanged" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(letter(page)).toContainText("failed: recipient rejected");
  const after = await store.deadLetterOf(orderId);
  expect(after).toMatchObject({ id: dead.id, state: "dead" });
  expect(after.lineage.map((revision) => revision.state)).toEqual(["dead", "withdrawn"]);
});

test("discarding requires and shows a reason, and restoring reverts it", async ({ page, store }) => {
  const dead = await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
  await page.goto(`/ops/dead-letters/${dead.id}`);
  await page.getByRole("button", { name: "Discard…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Discard message" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Enter a reason");
  await dialog.getByLabel("Reason").fill("The customer called: no mail wanted");
  await dialog.getByRole("button", { name: "Discard message" }).click();
  await expect(letter(page)).toContainText("was discarded");
  await expect(page.getByText("The customer called: no mail wanted").first()).toBeVisible();
  await page.getByRole("button", { name: /Restore/ }).click();
  await expect(letter(page)).toContainText("failed");
});

test("a conflict keeps the draft and links to the other replay", async ({ page, store }) => {
  const dead = await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
  await page.goto(`/ops/dead-letters/${dead.id}`);
  const draft = store.address();
  await page.getByLabel("E-mail address").fill(draft);
  // The page must not refetch before the click: another operator is faster.
  await page.route(`**/api/v1/dead-letters/${dead.id}`, (route) => route.abort());
  await store.request.post(`/api/v1/dead-letters/${dead.id}/replay`, {
    headers: { "if-match": `"${dead.version}"` },
    data: {},
  });
  await giveReason(page);
  await page.getByRole("button", { name: `Fix & replay to ${draft}` }).click();
  const note = page.getByRole("alert").filter({ hasText: "your draft is kept" });
  await expect(note).toBeVisible();
  await expect(note.getByRole("link", { name: "Show revision 2" })).toBeVisible();
  await expect(page.getByLabel("E-mail address")).toHaveValue(draft);
});

test("a replay with a fix works by keyboard alone", async ({ page, store }) => {
  const right = store.address();
  const dead = await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
  await page.goto(`/ops/dead-letters/${dead.id}`);
  // A streaming page takes no focus; suggestions load after hydration.
  await expect(page.getByRole("article", { name: "Suggestion 1" })).toBeVisible();
  await page.getByLabel("E-mail address").focus();
  await expect(page.getByLabel("E-mail address")).toBeFocused();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(right);
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Reason", { exact: true })).toBeFocused();
  await page.keyboard.type("the customer called");
  await page.getByLabel("E-mail address").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Undo" })).toBeFocused();
  await expect(letter(page)).toContainText("was delivered once", { timeout: retryTimeout });
  await expect
    .poll(async () => (await store.mailsTo(right)).length, { timeout: mailTimeout * (await paceOf(store)) })
    .toBe(1);
});
