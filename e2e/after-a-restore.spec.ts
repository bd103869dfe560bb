import type { Page } from "@playwright/test";
import pg from "pg";
import { withdrawPermit } from "#server/testing/restored.ts";
import { continueAs, expect, mailTimeout, paceOf, test } from "./fixtures.ts";
import { violationsOf } from "./violations-of.ts";

async function expectAccessible(page: Page): Promise<void> {
  expect(await violationsOf(page)).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
}

test("after a restore the overview shows the pause, and an operator resumes sending with a reason", async ({
  page,
  store,
}) => {
  const database = new pg.Pool({ connectionString: process.env.E2E_DATABASE_URL, max: 1 });
  const email = store.address();
  try {
    await withdrawPermit(database);
    await store.placeOrder(email);
    await expect.poll(async () => (await store.pipeline()).sending?.since ?? null).not.toBeNull();
    // The worker that noticed the pause evaluates alerts at once.
    await expect
      .poll(async () => (await store.pipeline()).firing.map(({ rule, severity }) => `${severity} ${rule}`))
      .toContain("critical sending_paused");

    await continueAs(page, "viewer");
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    await page.goto("/ops");
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Sending is paused");
    await expect(page.getByText(/\d+ deliver(y is|ies are) waiting\./)).toBeVisible();
    const locked = page.getByRole("button", { name: "Resume sending… . You are signed in as viewer" });
    await expect(locked).toHaveAttribute("aria-disabled", "true");
    await expect(
      page.getByText("You are signed in as viewer. Available to operators and admins.").last(),
    ).toBeVisible();
    await expectAccessible(page);
    await page.goto("/ops/dead-letters");
    await expect(page.getByRole("status").filter({ hasText: "Sending is paused." })).toBeVisible();

    await page.goto("/ops/alerts");
    const open = page.getByRole("region", { name: "Open" });
    await expect(
      open.getByRole("link", { name: /^Sending is paused: .+ resume sending on the overview page/ }),
    ).toHaveAttribute("href", "/ops");
    await expectAccessible(page);

    await continueAs(page, "operator");
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto("/ops");
    await page.getByRole("button", { name: "Resume sending…" }).click();
    const dialog = page.getByRole("dialog", { name: "Resume sending?" });
    await expect(dialog).toBeVisible();
    await expectAccessible(page);
    expect(await store.mailsTo(email)).toEqual([]);

    await dialog.getByRole("button", { name: "Resume sending" }).click();
    await expect(dialog.getByRole("alert")).toContainText("Enter a reason");
    await dialog.getByLabel("Reason").fill("Compared with the mail server’s log");
    await dialog.getByRole("button", { name: "Resume sending" }).click();
    await expect(page.getByRole("heading", { level: 1 })).not.toContainText("Sending is paused");
    await expect
      .poll(async () => (await store.mailsTo(email)).length, { timeout: 2 * mailTimeout * (await paceOf(store)) })
      .toBe(1);
    expect((await store.pipeline()).firing.map(({ rule }) => rule)).not.toContain("sending_paused");
    await page.goto("/ops/audit?action=sending.resume");
    await expect(page.getByText("resumed sending: “Compared with the mail server’s log”").first()).toBeVisible();
  } finally {
    // Whatever failed: the other tests send.
    await store.request.post("/api/v1/sending/resume", { data: { reason: "the end of a test" } });
    await database.end();
  }
});
