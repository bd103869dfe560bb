import type { CauseListDto } from "#server/contracts/triage/cause.ts";
import { expect, retryTimeout, type Store, test } from "./fixtures.ts";

/** Orders whose e-mails the local mail server rejects with the same reply: one cause. */
async function bounce(store: Store, times: number): Promise<string> {
  const orders = [];
  for (let placed = 0; placed < times; placed += 1) orders.push(await store.placeOrder(store.address("bounce+")));
  let cause: string | null = null;
  for (const order of orders) {
    const letter = await store.deadLetterOf(order);
    cause ??= letter.cause;
    expect(letter.cause).toBe(cause);
  }
  expect(cause).not.toBeNull();
  return cause ?? "";
}

async function causeIn(store: Store, tab: string, fingerprint: string) {
  const answer = await store.request.get(`/api/v1/causes?tab=${tab}&limit=100`);
  const { items }: CauseListDto = await answer.json();
  return items.find((cause) => cause.fingerprint === fingerprint);
}

test("dead letters with the same failure form a cause: note, assign, mute, resolve, regress", async ({
  page,
  store,
}) => {
  const fingerprint = await bounce(store, 3);
  const before = (await causeIn(store, "open", fingerprint))?.dead ?? 0;
  expect(before).toBeGreaterThanOrEqual(3);

  await page.goto("/ops");
  await page
    .getByRole("region", { name: "Top failure causes" })
    .getByRole("link", { name: /causes/ })
    .click();
  const row = page.getByRole("row").filter({ has: page.locator(`[data-cause="${fingerprint}"]`) });
  await expect(row).toContainText("recipient_rejected");
  await expect(row).toContainText(String(before));
  await expect(row).toContainText("Correct the e-mail address, then replay.");

  // By keyboard alone.
  await expect(page.getByRole("heading", { level: 1, name: "Failure causes" })).toBeVisible();
  await expect
    .poll(async () => {
      await page.keyboard.press("j");
      return page.evaluate(() => document.activeElement?.getAttribute("data-cause"));
    })
    .toBe(fingerprint);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/ops/causes/${fingerprint}`));
  await expect(page.getByText("Permanent: a replay without a fix fails again.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Dead letters" })).toContainText(`of ${before}`);

  await page.getByRole("button", { name: "Add note" }).click();
  const note = page.getByRole("dialog");
  // Shortcuts do not work in fields.
  await note.getByLabel("Note").pressSequentially("made a mistake in the address book");
  await note.getByLabel("Link").fill("http://example.com/INC-142");
  await note.getByRole("button", { name: "Save note" }).click();
  await expect(note.getByText("must be an https address")).toBeVisible();
  await note.getByLabel("Link").fill("https://example.com/INC-142");
  await note.getByRole("button", { name: "Save note" }).click();
  await expect(note).toBeHidden();
  await expect(page.getByText("made a mistake in the address book")).toBeVisible();
  await expect(page.getByRole("link", { name: /INC-142/ })).toHaveAttribute("rel", "noreferrer noopener");

  await page.keyboard.press("a");
  await expect(page.getByText(/^Assigned to/).first()).toBeVisible();
  await expect(page.getByText("Unassigned")).toBeHidden();

  await page.keyboard.press("m");
  await page.getByRole("dialog").getByLabel("Until 100 more dead letters").check();
  await page.getByRole("dialog").getByRole("button", { name: "Mute cause" }).click();
  await expect(page.getByText("Muted until 100 more dead letters").first()).toBeVisible();
  expect(await causeIn(store, "open", fingerprint)).toBeUndefined();
  expect(await causeIn(store, "muted", fingerprint)).toMatchObject({ muted: { deathsLeft: 100 } });

  await page.getByRole("button", { name: "Resolve" }).click();
  await expect(page.getByText(`${before} dead letters left.`, { exact: false })).toBeVisible();
  await expect(page.getByRole("button", { name: "Reopen" })).toBeVisible();
  await page.goto("/ops/causes?tab=resolved");
  await expect(row).toContainText("Resolved");

  await bounce(store, 1);
  await page.goto("/ops/causes?tab=regressed");
  await expect(row).toContainText("Regressed");
  await expect(row).toContainText("made a mistake in the address book");
  await expect(row).toContainText(String(before + 1));
});

test("a cause is discarded with a reason and restored, and each message records it", async ({ page, store }) => {
  // A failure that other tests do not use: the mail server defers more often than the retry limit.
  const dead = await store.deadLetterOf(await store.placeOrder(store.address("busy99+")));
  await page.goto(`/ops/dead-letters/${dead.id}`);
  await page.getByRole("link", { name: "Dead letters with the same cause" }).click();
  await page.getByRole("button", { name: /^Discard (message|all \d+)…$/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /^Discard \d+ messages?$/ }).click();
  await expect(dialog.getByText("Enter a reason")).toBeVisible();
  await dialog.getByLabel("Reason").fill("the vendor sent them again");
  await dialog.getByRole("button", { name: /^Discard \d+ messages?$/ }).click();
  await expect(page.getByText("No dead letters", { exact: true })).toBeVisible();
  const discarded = page.getByText(/discarded messages? of this cause can be restored/);
  await expect(discarded).toBeVisible();
  await page.getByRole("button", { name: /^Restore (message|all \d+)$/ }).click();
  await expect(page.getByText("No dead letters", { exact: true })).toBeHidden({ timeout: retryTimeout });
  await expect(discarded).toBeHidden();

  await page.goto(`/ops/dead-letters/${dead.id}`);
  const done = page.getByRole("region", { name: "Actions" });
  await expect(done).toContainText("the vendor sent them again");
  await expect(done).toContainText("restored it");
});
