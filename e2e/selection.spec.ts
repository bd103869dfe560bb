import type { DeadLetterDto } from "#server/contracts/triage/dead-letter.ts";
import { continueAs, expect, type Store, test } from "./fixtures.ts";
import { violationsOf } from "./violations-of.ts";

const letterOf = async (store: Store, id: string): Promise<DeadLetterDto> =>
  (await store.request.get(`/api/v1/dead-letters/${id}`)).json();

async function twoLetters(store: Store): Promise<[string, string]> {
  const [first, second] = [
    await store.placeOrder(store.address("bounce+")),
    await store.placeOrder(store.address("bounce+")),
  ];
  return [(await store.deadLetterOf(first)).id, (await store.deadLetterOf(second)).id];
}

test("two dead letters are discarded with a reason and restored, by keyboard alone", async ({ page, store }) => {
  const letters = await twoLetters(store);
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("data-letter"));
  /** Moves the focus down to the row of a message. */
  const goTo = (wanted: string) =>
    expect
      .poll(async () => {
        const at = await focused();
        if (at !== wanted) await page.keyboard.press("j");
        return focused();
      })
      .toBe(wanted);
  const selectBoth = async () => {
    const order = await page
      .locator("a[data-letter]")
      .evaluateAll((links) => links.map((link) => link.getAttribute("data-letter")));
    for (const id of letters.toSorted((a, b) => order.indexOf(a) - order.indexOf(b))) {
      await goTo(id);
      await page.keyboard.press("x");
    }
  };
  const bar = page.getByRole("complementary", { name: "Selection" });

  await page.goto("/ops/dead-letters");
  for (const id of letters) await expect(page.locator(`[data-letter="${id}"]`)).toBeVisible();
  const top = await page.locator(`[data-letter="${letters[0]}"]`).boundingBox();
  await selectBoth();
  await expect(bar).toContainText("2 selected");
  expect(await violationsOf(page)).toEqual([]);
  // The bar moves no row.
  expect(await page.locator(`[data-letter="${letters[0]}"]`).boundingBox()).toEqual(top);
  await page.keyboard.press("Escape");
  await expect(bar).toBeHidden();

  await page.keyboard.press("k");
  await expect
    .poll(async () => {
      await page.keyboard.press("k");
      return focused();
    })
    .toBe(await page.locator("a[data-letter]").first().getAttribute("data-letter"));
  await selectBoth();
  await page.keyboard.press("d");
  const dialog = page.getByRole("dialog", { name: "Discard 2 messages?" });
  await expect(dialog).toBeVisible();
  await page.keyboard.type("duplicates of the import, and no jk x d shortcut");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByText("2 discarded")).toBeVisible();
  for (const id of letters) expect((await letterOf(store, id)).state).toBe("discarded");
  // Rows and focus stay in place.
  await expect(page.getByText("No longer dead-lettered").first()).toBeVisible();
  expect(letters).toContain(await focused());

  await page.getByRole("link", { name: "Discarded", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/ops\/dead-letters\?state=discarded$/);
  const row = page.getByRole("row").filter({ has: page.locator(`[data-letter="${letters[0]}"]`) });
  await expect(row).toContainText("duplicates of the import");
  await expect(row).toContainText("Demo operator");
  await selectBoth();
  await expect(bar).toContainText("2 selected");
  await page.keyboard.press("b");
  await expect(page.getByText("2 restored")).toBeVisible();
  for (const id of letters) expect((await letterOf(store, id)).state).toBe("dead");
  await expect(bar).toBeHidden();
});

test("a bulk discard is undone from its toast", async ({ page, store }) => {
  const letters = await twoLetters(store);
  await page.goto("/ops/dead-letters");
  const boxOf = (id: string) =>
    page
      .getByRole("row")
      .filter({ has: page.locator(`[data-letter="${id}"]`) })
      .getByRole("checkbox");
  // Shift selects a range, and no text.
  await boxOf(letters[0]).click();
  await boxOf(letters[1]).click({ modifiers: ["Shift"] });
  for (const id of letters) await expect(boxOf(id)).toBeChecked();
  expect(await page.evaluate(() => document.getSelection()?.isCollapsed)).toBe(true);
  await page.getByRole("button", { name: /^Clear/ }).click();
  for (const id of letters) await boxOf(id).check();
  await page.getByRole("button", { name: /^Discard…/ }).click();
  await page.getByRole("dialog").getByLabel("Reason").fill("a slip");
  await page.getByRole("dialog").getByRole("button", { name: "Discard 2 messages" }).click();
  await expect(page.getByText("2 discarded")).toBeVisible();
  // The opener is gone with the selection, so the focus is on a row.
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-letter")))
    .toMatch(new RegExp(letters.join("|")));
  await page.keyboard.press("u");
  await expect(page.getByText("2 restored")).toBeVisible();
  for (const id of letters) expect((await letterOf(store, id)).state).toBe("dead");
});

test("a concurrently changed message is rejected and reported, the others are discarded", async ({ page, store }) => {
  const [mine, theirs] = await twoLetters(store);
  await page.goto("/ops/dead-letters");
  for (const id of [mine, theirs]) {
    const row = page.getByRole("row").filter({ has: page.locator(`[data-letter="${id}"]`) });
    await row.getByRole("checkbox").check();
  }
  await page.getByRole("button", { name: /^Discard…/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("no longer wanted");
  const answer = await store.request.post(`/api/v1/dead-letters/${theirs}/discard`, {
    headers: { "If-Match": "*" },
    data: { reason: "faster" },
  });
  expect(answer.status()).toBe(200);
  await dialog.getByRole("button", { name: "Discard 2 messages" }).click();
  await expect(page.getByText("1 discarded")).toBeVisible();
  const refused = page.getByRole("complementary", { name: "Selection" });
  await expect(refused).toContainText("1 was not discarded");
  await expect(refused).toContainText("It is already discarded.");
  await refused.getByRole("button", { name: "Close" }).click();
  await expect(refused).toBeHidden();
});

test("? and a button list the keyboard shortcuts on every page of the console", async ({ page }) => {
  for (const path of ["/ops", "/ops/causes", "/ops/dead-letters", "/ops/audit"]) {
    await page.goto(path);
    const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await expect(page.getByRole("button", { name: "Keyboard shortcuts" })).not.toHaveAttribute("aria-disabled");
    await page.keyboard.press("Shift+?");
    await expect(dialog).toContainText("Select or deselect the row");
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  // Contrast is measured after the fade-in.
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toHaveCSS("opacity", "1");
  expect(await violationsOf(page)).toEqual([]);
});

test("a viewer can select rows, but the button is locked", async ({ page, store }) => {
  const [id] = await twoLetters(store);
  await continueAs(page, "viewer");
  await page.goto("/ops/dead-letters");
  const row = page.getByRole("row").filter({ has: page.locator(`[data-letter="${id}"]`) });
  await row.getByRole("checkbox").check();
  await expect(page.getByRole("button", { name: /^Discard…/ })).toHaveAttribute("aria-disabled", "true");
  const refused = await page.request.post("/api/v1/dead-letters/discard", {
    data: { letters: [{ id, version: 1 }], reason: "a test" },
    headers: { origin: new URL(page.url()).origin },
  });
  expect(refused.status()).toBe(403);
});
