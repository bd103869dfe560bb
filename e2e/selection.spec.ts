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

test("two letters are put away with a reason, found among the discarded and restored, by keyboard alone", async ({
  page,
  store,
}) => {
  const letters = await twoLetters(store);
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("data-letter"));
  /** Down to the row of a letter, from wherever the keys are. */
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
  // Each row stays where it was, and so does the focus.
  await expect(page.getByText("Not dead any more").first()).toBeVisible();
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

test("a discard of selected letters is undone from the note that tells of it", async ({ page, store }) => {
  const letters = await twoLetters(store);
  await page.goto("/ops/dead-letters");
  const boxOf = (id: string) =>
    page
      .getByRole("row")
      .filter({ has: page.locator(`[data-letter="${id}"]`) })
      .getByRole("checkbox");
  // With shift all between are meant, and no text is marked by it.
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
  // What opened the dialog is gone with the selection: the focus is at a row, not nowhere.
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-letter")))
    .toMatch(new RegExp(letters.join("|")));
  await page.keyboard.press("u");
  await expect(page.getByText("2 restored")).toBeVisible();
  for (const id of letters) expect((await letterOf(store, id)).state).toBe("dead");
});

test("what somebody else decided meanwhile is refused by itself, and said", async ({ page, store }) => {
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
  await expect(refused).toContainText("It was discarded already.");
  await refused.getByRole("button", { name: "Close" }).click();
  await expect(refused).toBeHidden();
});

test("? lists the keys on every page of the console, and a button does", async ({ page }) => {
  for (const path of ["/ops", "/ops/causes", "/ops/dead-letters", "/ops/audit"]) {
    await page.goto(path);
    const dialog = page.getByRole("dialog", { name: "Keys" });
    await expect(page.getByRole("button", { name: "Keys" })).not.toHaveAttribute("aria-disabled");
    await page.keyboard.press("Shift+?");
    await expect(dialog).toContainText("Select the row, or leave it out");
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: "Keys" }).click();
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  // Its fade-in must be over before contrast can be judged.
  await expect(page.getByRole("dialog", { name: "Keys" })).toHaveCSS("opacity", "1");
  expect(await violationsOf(page)).toEqual([]);
});

test("a viewer selects too, and finds whose the button is", async ({ page, store }) => {
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
