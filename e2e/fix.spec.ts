import type { Page } from "@playwright/test";
import { expect, giveReason, retryTimeout, test, writePayload } from "./fixtures.ts";

const title = (page: Page) => page.getByRole("heading", { level: 1 });
const editorOf = (page: Page) => page.locator(".cm-editor").getByRole("textbox", { name: /payload/i });

test("a suggested fix is previewed as an e-mail, replayed with one click, and delivered", async ({ page, store }) => {
  const right = store.address();
  const dead = await store.deadLetterOf(await store.placeOrder(`bounce+${right}`));
  await page.goto(`/ops/dead-letters/${dead.id}`);
  const suggestion = page.getByRole("article", { name: "Suggestion 1" });
  await expect(suggestion).toContainText("Remove it to deliver the mail");
  await expect(suggestion).toContainText(/new/);

  await suggestion.getByRole("button", { name: "Preview" }).click();
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview.getByRole("status")).toContainText("Would send 1 e-mail to A••• L•••");
  const frame = preview.locator("iframe");
  await expect(frame).toHaveAttribute("sandbox", "");
  await expect(frame.contentFrame().locator("body")).toContainText("Reference");
  await preview.getByRole("button", { name: "Headers" }).click();
  await expect(preview.getByRole("region", { name: "Headers" })).toContainText("Message-ID:");
  await preview.getByRole("button", { name: "Text" }).click();
  await expect(preview.getByRole("region", { name: "Text" })).toContainText("Hello A•••");
  expect(await store.mailsTo(right)).toHaveLength(0);

  await suggestion.getByRole("button", { name: "Fix & replay" }).click();
  await expect(title(page)).toContainText("was delivered once", { timeout: retryTimeout });
  expect(await store.mailsTo(right)).toHaveLength(1);
});

test("the editor marks errors, completes and formats, and the preview shows the failure", async ({ page, store }) => {
  const dead = await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
  await page.goto(`/ops/dead-letters/${dead.id}`);
  const editor = editorOf(page);
  const payload = dead.payload as Record<string, unknown>;
  await writePayload(page, { ...payload, orderTotal: "7420" });
  await expect(page.locator(".cm-lintRange-error")).toHaveText(['"7420"']);
  await expect(page.getByText("must be a number, not a text in quotes").first()).toBeVisible();
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview.getByRole("status")).toContainText("This would fail again: Payload does not match its schema.");
  await expect(preview.getByRole("status")).toContainText("/orderTotal");

  await editor.fill(JSON.stringify({ ...payload, coupon: 1 }));
  await expect(page.locator(".cm-lintRange-error")).toHaveText(['"coupon"']);
  await editor.press("Shift+Alt+f");
  await expect(page.locator(".cm-line")).toHaveCount(Object.keys(payload).length + 3);
  await editor.fill("{ ");
  await editor.press("Control+ ");
  await expect(page.getByRole("option", { name: '"orderTotal"' })).toBeVisible();
  await editor.press("Escape");
  await page.getByRole("button", { name: "Reset" }).click();
  await expect(page.locator(".cm-lintRange-error")).toHaveCount(0);
});

test("a concurrent edit shows both versions, and neither is lost", async ({ page, store }) => {
  const dead = await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
  const payload = dead.payload as Record<string, unknown>;
  const [mine, theirs, right] = [store.address(), store.address(), store.address()];
  await page.goto(`/ops/dead-letters/${dead.id}`);
  await writePayload(page, { ...payload, email: mine });
  await giveReason(page);
  await expect(page.getByRole("button", { name: "Save edit" })).toBeEnabled();
  const saved = await store.request.post(`/api/v1/dead-letters/${dead.id}/edits`, {
    headers: { "if-match": '"0"' },
    data: { payload: { ...payload, email: theirs }, reason: "she called" },
  });
  expect(saved.status()).toBe(201);
  await page.getByRole("button", { name: "Save edit" }).click();
  const conflict = page.getByRole("alert").filter({ hasText: "saved edit 1 meanwhile" });
  await expect(conflict.getByRole("region", { name: /^Edit 1, by/ })).toContainText("@example.com");
  await expect(conflict.getByRole("region", { name: "Yours" })).toContainText(mine);
  await conflict.getByRole("button", { name: "Keep mine" }).click();
  await page.getByRole("button", { name: "Save edit" }).click();
  const edits = page.getByRole("region", { name: /Saved edits/ });
  await expect(edits).toContainText("Edit 2");
  await edits.getByLabel("Compare").selectOption("edit 1");
  await edits.getByLabel("with").selectOption("edit 2");
  await expect(edits).toContainText(/email/);

  await writePayload(page, { ...payload, email: right });
  await page.getByRole("button", { name: "Replay with edit" }).click();
  await expect(title(page)).toContainText("was delivered once", { timeout: retryTimeout });
  expect(await store.mailsTo(right)).toHaveLength(1);
  expect(await store.mailsTo(mine)).toHaveLength(0);
});

test("the editor is loaded only where a payload can be edited", async ({ page, store }) => {
  const dead = await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
  const holding: string[] = [];
  page.on("response", async (response) => {
    if (!response.url().endsWith(".js")) return;
    if ((await response.text().catch(() => "")).includes("cm-lintRange")) holding.push(new URL(page.url()).pathname);
  });
  for (const path of ["/", "/checkout", "/inbox", "/ops", "/ops/dead-letters", "/ops/audit"]) {
    await page.goto(path, { waitUntil: "networkidle" });
  }
  expect(holding).toEqual([]);
  await page.goto(`/ops/dead-letters/${dead.id}`);
  await expect(editorOf(page)).toBeVisible();
  await expect.poll(() => holding.length).toBeGreaterThan(0);
});
