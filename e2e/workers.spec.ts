import { hostname } from "node:os";
import type { ProcessListDto } from "#server/contracts/monitoring/process.ts";
import { expect, type Store, test } from "./fixtures.ts";

const processes = async (store: Store): Promise<ProcessListDto["items"]> => {
  const answer = await store.request.get("/api/v1/workers");
  expect(answer.status()).toBe(200);
  return ((await answer.json()) as ProcessListDto).items;
};

test("the overview links to the workers with memory, deliveries in flight and a recent heartbeat", async ({
  page,
  store,
}) => {
  // The worker that started last: another test may have killed the previous one.
  const worker = (await processes(store))
    .filter(({ kind, state }) => kind === "worker" && state === "alive")
    .toSorted((one, other) => one.startedAt.localeCompare(other.startedAt))
    .at(-1);
  await page.goto("/ops");
  await page
    .getByRole("region", { name: "Pipeline" })
    .getByRole("link", { name: /^\d+ workers?$/ })
    .click();
  await expect(page).toHaveURL(/\/ops\/workers$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^\d+ workers? alive/);
  const row = page.getByRole("row").filter({ hasText: `${hostname()}:${worker?.pid}` });
  await expect(row).toContainText("Worker");
  await expect(row).toContainText("Alive");
  await expect(row).toContainText(/\d+ MB/);
  await expect(row).toContainText(/Order mails \d+ of 10/);
  const seenAt = worker?.seenAt ?? "";
  await expect
    .poll(async () => (await processes(store)).find(({ id }) => id === worker?.id)?.seenAt, { timeout: 15_000 })
    .not.toBe(seenAt);
  // Web and the local mail server are listed too, and the page stays live.
  await expect(page.getByRole("row", { name: /^Web / })).toContainText("Alive");
  await expect(page.getByRole("row", { name: /^Local mail server / })).toContainText("Alive");
  await expect(page.getByRole("button", { name: /live updates/ })).toContainText("Live");
});

test("the page is one click away on a desktop, and on a phone the bar has five sections and More", async ({ page }) => {
  await page.goto("/ops/causes");
  await page.getByRole("navigation", { name: "Console" }).getByRole("link", { name: "Workers" }).click();
  await expect(page).toHaveURL(/\/ops\/workers$/);
  await page.setViewportSize({ width: 390, height: 844 });
  const bar = page.getByRole("navigation", { name: "Sections" });
  await expect(bar.getByRole("link")).toHaveCount(5);
  await bar.getByRole("button", { name: "More" }).click();
  await page.getByRole("dialog", { name: "More" }).getByRole("link", { name: "Queues" }).click();
  await expect(page).toHaveURL(/\/ops\/queues$/);
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(bar.getByRole("button", { name: "More" })).toHaveAttribute("aria-current", "true");
  await page.goto("/ops");
  await page
    .getByRole("region", { name: "Pipeline" })
    .getByRole("link", { name: /^\d+ workers?$/ })
    .click();
  await expect(page.getByRole("row").filter({ hasText: "Worker" }).first()).toBeVisible();
});

test("Prometheus reads the depths with a token only", async ({ store, playwright, baseURL }) => {
  const orderId = await store.placeOrder(store.address("bounce+"));
  await store.deadLetterOf(orderId);
  const { handlers } = await store.pipeline();
  const mails = handlers.find(({ handler }) => handler === "order-notifications");
  const scrape = async () => (await store.request.get("/api/metrics")).text();
  await expect.poll(scrape).toContain(`redeliver_dlq_messages{queue="order-notifications"} ${mails?.dead}\n`);
  expect(await scrape()).toMatch(/^redeliver_workers\{state="alive"\} [1-9]/m);
  const anonymous = await playwright.request.newContext({ baseURL });
  expect((await anonymous.get("/api/metrics")).status()).toBe(401);
  await anonymous.dispose();
});
