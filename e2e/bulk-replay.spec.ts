import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import type { DeadLetterListDto } from "#server/contracts/triage/dead-letter.ts";
import type { ReplayBatchDto } from "#server/contracts/triage/replay-batch.ts";
import { addressThatSays, continueAs, expect, retryTimeout, type Store, test } from "./fixtures.ts";
import { violationsOf } from "./violations-of.ts";

/** Letters of no other test: equal replies are one cause. Without digits and hexadecimal letters, which a cause ignores. */
const newWords = (): string => Array.from({ length: 10 }, () => String.fromCharCode(103 + randomInt(20))).join("");

/** Dead letters of one new cause: the local mail server rejects each with the same words. */
async function fail(store: Store, count: number, words = newWords()): Promise<{ cause: string; words: string }> {
  const orders = await Promise.all(Array.from({ length: count }, () => store.placeOrder(addressThatSays(words))));
  const last = await store.deadLetterOf(orders.at(-1) ?? "");
  const cause = last.cause ?? "";
  await expect.poll(() => deadOf(store, cause), { timeout: retryTimeout }).toBeGreaterThanOrEqual(count);
  return { cause, words };
}

async function deadOf(store: Store, cause: string): Promise<number> {
  const answer = await store.request.get(`/api/v1/dead-letters?cause=${cause}&limit=100`);
  return ((await answer.json()) as DeadLetterListDto).items.length;
}

const batchOf = async (store: Store, page: Page): Promise<ReplayBatchDto> =>
  (await store.request.get(`/api/v1/replays/${/replays\/([0-9a-f-]{36})/.exec(page.url())?.[1]}`)).json();

const sheetOf = (page: Page): Locator => page.getByRole("dialog", { name: /^Replay/ });
const title = (page: Page): Locator => page.getByRole("heading", { level: 1 });

/** Opens the sheet on the page of a cause with a JSON Patch as the change, and previews it. */
async function previewPatch(page: Page, cause: string, patch: unknown): Promise<Locator> {
  await page.goto(`/ops/causes/${cause}`);
  await page.getByRole("button", { name: /^Fix & replay/ }).click();
  const sheet = sheetOf(page);
  await sheet.getByRole("radio", { name: "JSON Patch" }).check();
  await sheet.getByLabel("Operations").fill(JSON.stringify(patch));
  await sheet.getByRole("button", { name: /^Preview/ }).click();
  await expect(sheet.getByText(/frozen at/)).toBeVisible();
  return sheet;
}

/** From the preview to the receipt. */
async function send(sheet: Locator, options: (sheet: Locator) => Promise<void> = async () => {}): Promise<void> {
  await sheet.getByRole("button", { name: /^Continue with/ }).click();
  await sheet.getByLabel("Reason").fill("the domain was closed");
  await options(sheet);
  await sheet.getByRole("button", { name: /^(Replay|Request approval)/ }).click();
  await expect(sheet).toBeHidden();
  await expect(sheet.page()).toHaveURL(/\/ops\/replays\/[0-9a-f-]{36}$/);
}

const toAddress = (email: string) => [{ op: "replace", path: "/email", value: email }];
test("twelve failures of one cause are fixed once, previewed, replayed in waves and proved", async ({
  page,
  store,
}) => {
  const { cause } = await fail(store, 12);
  const right = store.address();
  const sheet = await previewPatch(page, cause, toAddress(right));
  await expect(sheet.getByText("12 dead letters frozen at")).toBeVisible();
  await expect(sheet.getByText(/^(\d+) of \1 would deliver$/)).toBeVisible();
  await sheet.locator("summary").first().click();
  await expect(sheet.locator("iframe").contentFrame().locator("body")).toContainText("Reference");
  expect(await violationsOf(page)).toEqual([]);
  await send(sheet);
  await expect(title(page)).toContainText("12 replayed: 12 delivered, 0 failed again, 0 sent twice", {
    timeout: retryTimeout,
  });
  await expect(page.getByRole("img", { name: /^Wave 3: 6 delivered, 0 failed again/ })).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  const batch = await batchOf(store, page);
  expect(batch).toMatchObject({ state: "completed", total: 12, counts: { delivered: 12, failedAgain: 0 } });
  expect(batch.waves.map(({ size }) => size)).toEqual([1, 5, 6]);
  expect(await store.mailsTo(right)).toHaveLength(12);
  expect(await deadOf(store, cause)).toBe(0);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "JSON Lines" }).click();
  const lines = readFileSync(await (await download).path(), "utf8")
    .trim()
    .split("\n");
  expect(lines.filter((line) => JSON.parse(line).outcome === "delivered")).toHaveLength(12);
});

test("all dead letters of a typing error are fixed and proved with four keys and a reason", async ({ page, store }) => {
  const right = await Promise.all(Array.from({ length: 3 }, async () => store.address()));
  for (const address of right) await store.deadLetterOf(await store.placeOrder(`bounce+${address}`));
  const { cause } = await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
  await page.goto(`/ops/causes/${cause}`);
  let interactions = 0;
  const press = async (key: string): Promise<void> => {
    interactions += 1;
    await page.keyboard.press(key);
  };
  const sheet = sheetOf(page);
  const focused = (name: RegExp) => expect(sheet.getByRole("button", { name })).toBeFocused();
  await expect(page.getByRole("button", { name: /^Fix & replay/ })).not.toHaveAttribute("aria-disabled");
  await press("f");
  // The suggestion is selected, and each step has the focus on its button.
  await expect(sheet.getByRole("radio").first()).toBeChecked();
  await focused(/^Preview/);
  await press("Enter");
  await expect(sheet.getByText(/would deliver$/)).toBeVisible();
  await focused(/^Continue with/);
  await press("Enter");
  await expect(sheet.getByLabel("Reason")).toBeFocused();
  interactions += 1;
  await page.keyboard.type("the prefix was a typing error");
  await press("Enter");
  await expect(page).toHaveURL(/\/ops\/replays\/[0-9a-f-]{36}$/);
  await expect.poll(async () => (await batchOf(store, page)).state, { timeout: retryTimeout }).toBe("completed");
  expect(interactions).toBeLessThanOrEqual(5);
  for (const address of right) expect(await store.mailsTo(address)).toHaveLength(1);
});

test("a change that worked is offered first the next time, until it is switched off", async ({ page, store }) => {
  const { cause, words } = await fail(store, 2);
  await send(await previewPatch(page, cause, toAddress(store.address())));
  await expect(title(page)).toContainText("2 replayed: 2 delivered", { timeout: retryTimeout });
  await fail(store, 1, words);
  const sheet = sheetOf(page);
  const recipe = sheet.getByRole("radio", { name: "JSON Patch of 1 operation" });
  await page.goto(`/ops/causes/${cause}`);
  await page.getByRole("button", { name: /^Fix & replay 1…/ }).click();
  await expect(recipe).toBeChecked();
  await expect(sheet.getByText("Recipe. Worked 2 of 2 with this cause.")).toBeVisible();
  await sheet.getByRole("button", { name: "Preview 1 dead letter" }).click();
  await send(sheet);
  await expect(title(page)).toContainText("1 replayed: 1 delivered", { timeout: retryTimeout });

  await page.goto("/ops/settings/recipes");
  const row = page.getByRole("listitem").filter({ has: page.locator(`a[href="/ops/causes/${cause}"]`) });
  await expect(row).toContainText("Worked 3 of 3");
  await row.getByRole("button", { name: /^Switch off/ }).click();
  await expect(row).toContainText("Off, switched by Demo operator");
  await fail(store, 1, words);
  await page.goto(`/ops/causes/${cause}`);
  await page.getByRole("button", { name: /^Fix & replay 1…/ }).click();
  await expect(sheet.getByRole("radio", { name: "Replay as they are" })).toBeVisible();
  await expect(recipe).toHaveCount(0);
});

test("a replay stops by itself at a new cause, and its failures are replayed again", async ({ page, store }) => {
  const { cause } = await fail(store, 12);
  const sheet = await previewPatch(page, cause, toAddress(addressThatSays(newWords())));
  await send(sheet);
  await expect(page.getByText("Stopped automatically.")).toBeVisible({ timeout: retryTimeout });
  const batch = await batchOf(store, page);
  expect(batch).toMatchObject({
    state: "stopped",
    counts: { failedAgain: 1, aborted: 11 },
    stop: { code: "new-cause" },
  });
  expect(await deadOf(store, cause)).toBe(11);
  await expect(page.getByRole("link", { name: "Open the new cause" })).toHaveAttribute(
    "href",
    `/ops/causes/${batch.stop?.cause}`,
  );
  await expect(page.getByRole("region", { name: "Causes of the failures" })).toContainText("New");

  await page.getByRole("button", { name: /^Replay the failure again/ }).click();
  const again = sheetOf(page);
  await again.getByRole("radio", { name: "JSON Patch" }).check();
  await again.getByLabel("Operations").fill(JSON.stringify(toAddress(store.address())));
  await again.getByRole("button", { name: "Preview 1 dead letter" }).click();
  await expect(again.getByText("1 of 1 would deliver")).toBeVisible();
  const stoppedAt = page.url();
  await again.getByRole("button", { name: /^Continue with 1$/ }).click();
  await again.getByLabel("Reason").fill("the right address");
  await again.getByRole("button", { name: "Replay 1 message" }).click();
  await expect(page).not.toHaveURL(stoppedAt);
  await expect(title(page)).toContainText("1 replayed: 1 delivered, 0 failed again", { timeout: retryTimeout });
});

test("a replay is paused, survives a reload, is resumed and aborted, and the dock follows it", async ({
  page,
  store,
}) => {
  const { cause } = await fail(store, 12);
  const sheet = await previewPatch(page, cause, toAddress(store.address()));
  await send(sheet, async () => {
    await sheet.getByRole("radio", { name: "All at once" }).check();
    await sheet.getByRole("button", { name: "1 per second" }).click();
  });
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await expect(page.getByRole("button", { name: /^Resume/ })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: /^Resume/ })).toBeVisible();
  expect((await batchOf(store, page)).state).toBe("paused");
  const receipt = page.url();

  // Another operator sees it on every page.
  await page.goto("/ops");
  const dock = page.getByRole("complementary", { name: "Running replay" });
  await expect(dock).toContainText("of 12");
  expect(await violationsOf(page)).toEqual([]);
  await dock.getByRole("link", { name: "Resume or abort" }).click();
  await expect(page).toHaveURL(receipt);
  await expect(dock).toBeHidden();

  await page.getByRole("button", { name: /^Resume/ }).click();
  await page.getByRole("button", { name: "Abort…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Abort replay" }).click();
  await expect.poll(async () => (await batchOf(store, page)).state).toBe("aborted");
  await expect.poll(async () => (await batchOf(store, page)).counts.inFlight, { timeout: retryTimeout }).toBe(0);
  const { counts, total } = await batchOf(store, page);
  expect(counts.aborted).toBeGreaterThan(0);
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(total);
  expect(await deadOf(store, cause)).toBe(counts.aborted);
  await page.goto("/ops/replays?state=aborted");
  await expect(page.getByRole("row").filter({ hasText: "not replayed" }).first()).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
});

test("late arrivals are counted and not swept in, and leftovers stay behind with their reason", async ({
  page,
  store,
}) => {
  const { cause, words } = await fail(store, 3);
  const { items } = await (await store.request.get(`/api/v1/dead-letters?cause=${cause}`)).json();
  const patch = [{ op: "test", path: "/orderId", value: items[0].orderId }, ...toAddress(store.address())];
  const sheet = await previewPatch(page, cause, patch);
  await expect(sheet.getByText(/2 leftovers: not replayed/)).toBeVisible();
  await fail(store, 1, words);
  await expect.poll(() => deadOf(store, cause), { timeout: retryTimeout }).toBe(4);
  await expect(sheet.getByText("+1 since, not included.")).toBeVisible();
  await send(sheet);
  await expect(title(page)).toContainText("1 replayed: 1 delivered", { timeout: retryTimeout });
  expect(await deadOf(store, cause)).toBe(3);
  await page.getByRole("link", { name: "Show leftovers" }).click();
  await expect(page.getByRole("table", { name: "Messages of this replay" }).getByText("Invalid")).toHaveCount(2);
  await expect(page.getByText("+1 failed, not in this replay.")).toBeVisible();
});

test("a selection above the limit is approved by a second person", async ({ page, store }) => {
  const { cause } = await fail(store, 41);
  const sheet = await previewPatch(page, cause, toAddress(store.address()));
  await send(sheet);
  await expect(page.getByText("Needs a second person.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Approve/ })).toHaveCount(0);
  expect((await batchOf(store, page)).state).toBe("awaiting_approval");
  expect(await deadOf(store, cause)).toBe(41);
  const receipt = page.url();
  await continueAs(page, "admin");
  await page.goto(receipt);
  await page.getByRole("button", { name: "Approve replay of 41 messages" }).click();
  await expect(title(page)).toContainText("41 replayed: 41 delivered, 0 failed again", { timeout: retryTimeout });
  await expect(page.getByText(/Approved by Demo admin/)).toBeVisible();
});

test("selected dead letters and an order's are replayed by the same sheet, by keyboard", async ({ page, store }) => {
  const [one, other] = [
    await store.placeOrder(store.address("bounce+")),
    await store.placeOrder(store.address("bounce+")),
  ];
  const ids = [(await store.deadLetterOf(one)).id, (await store.deadLetterOf(other)).id];
  await page.goto("/ops/dead-letters");
  for (const id of ids) {
    const row = page.getByRole("row").filter({ has: page.locator(`[data-letter="${id}"]`) });
    await row.getByRole("checkbox").check();
  }
  await page.keyboard.press("f");
  const sheet = sheetOf(page);
  await expect(sheet.getByText("2 selected dead letters")).toBeVisible();
  // The preview button has the focus.
  await expect(sheet.getByRole("radio").first()).toBeChecked();
  await page.keyboard.press("Enter");
  await expect(sheet.getByText(/would deliver$/)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await page.goto(`/ops/trace/${one}`);
  await page.getByRole("button", { name: /^Fix & replay 1…/ }).click();
  await sheet.getByRole("button", { name: "Preview 1 dead letter" }).click();
  await expect(sheet.getByText("1 of 1 would deliver")).toBeVisible();

  const { cause } = await fail(store, 3);
  await page.goto(`/ops/dead-letters?cause=${cause}`);
  await page.getByRole("button", { name: "Replay all 3…" }).click();
  await sheet.getByRole("button", { name: "Preview 3 dead letters" }).click();
  await expect(sheet.getByText("3 dead letters frozen at")).toBeVisible();
});
