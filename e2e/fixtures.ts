import { randomUUID } from "node:crypto";
import { type APIRequestContext, test as base, expect, type Page } from "@playwright/test";
import type { MailDto, MailListDto, WebhookListDto } from "#server/contracts/delivery/inbox.ts";
import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";
import type { OrderDto, OrderPlacedDto } from "#server/contracts/shop/order.ts";
import type { ProductListDto } from "#server/contracts/shop/product.ts";
import type { DeadLetterDto, DeadLetterListDto } from "#server/contracts/triage/dead-letter.ts";

/** Longest time from the click to the e-mail in the inbox. */
export const mailTimeout = 2_000;
/** Longest time of all retries of the demo. */
export const retryTimeout = 30_000;

/** Median response of a quiet machine with two cores, measured by `paceOf`. */
const quietMilliseconds = 6;

/**
 * Factor by which this machine is currently slower than a quiet one with two cores, at least 1. Limits in seconds hold
 * for a quiet machine and are multiplied by this factor elsewhere.
 */
export async function paceOf({ request }: Store): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < 21; count += 1) {
    const startedAt = performance.now();
    await request.get("/api/v1/pipeline");
    times.push(performance.now() - startedAt);
  }
  const median = times.toSorted((a, b) => a - b)[10] ?? 0;
  return Math.max(1, median / quietMilliseconds);
}

/** Recipient that the local mail server rejects with this text, one line of at most 116 bytes (server/adapters/local-mail-server/parse-failure-scenario.ts). */
export function addressThatSays(words: string): string {
  const labels =
    Buffer.from(words)
      .toString("hex")
      .match(/.{1,62}/g) ?? [];
  return `say+@${labels.join(".")}.example`;
}

/** API client of the product with the token of an operator. */
export type Store = {
  request: APIRequestContext;
  /** A unique address, so that tests do not share e-mails. `local` may select a failure scenario. */
  address: (local?: string) => string;
  placeOrder: (email: string) => Promise<string>;
  order: (orderId: string) => Promise<OrderDto>;
  mailsTo: (email: string) => Promise<MailDto[]>;
  webhooksOf: (orderId: string) => Promise<WebhookListDto["items"]>;
  deadLetterOf: (orderId: string) => Promise<DeadLetterDto>;
  pipeline: () => Promise<PipelineDto>;
};

async function json<T>(request: APIRequestContext, path: string): Promise<T> {
  const response = await request.get(path);
  expect(response.status(), path).toBe(200);
  return response.json();
}

/** Signs a browser in with a demo role. */
export async function continueAs(page: Page, role: "viewer" | "operator" | "admin"): Promise<void> {
  const response = await page.request.post("/api/v1/session/demo", { data: { role } });
  expect(response.status()).toBe(201);
}

/** Signs a browser in as the admin of the set-up, a real account. */
export async function signInAsAdmin(page: Page): Promise<void> {
  const response = await page.request.post("/api/v1/session", { data: JSON.parse(process.env.E2E_ADMIN ?? "{}") });
  expect(response.status()).toBe(201);
}

/** E-mails with account links to an address, which only an admin sees in the inbox. */
export async function accountMailsTo(admin: Page, email: string): Promise<MailDto[]> {
  const { items } = await json<MailListDto>(admin.request, "/api/v1/inbox?limit=100");
  const mine = items.filter((mail) => mail.recipient === email);
  return Promise.all(mine.map((mail) => json<MailDto>(admin.request, `/api/v1/inbox/${mail.id}`)));
}

/** Replaces the payload in the editor once it is loaded, and waits until it contains this text. */
export async function writePayload(page: Page, payload: unknown): Promise<void> {
  const text = JSON.stringify(payload, null, 2);
  const lines = page.locator(".cm-editor .cm-line");
  await expect(async () => {
    await page
      .locator(".cm-editor")
      .getByRole("textbox", { name: /payload/i })
      .fill(text);
    expect((await lines.allTextContents()).join("\n")).toBe(text);
  }).toPass({ timeout: 15_000 });
}

/** Enters a reason, which a changed recipient requires. */
export async function giveReason(page: Page, why = "the customer called"): Promise<void> {
  await page.getByText("Add a reason").click();
  await page.getByLabel("Reason", { exact: true }).fill(why);
}

export const test = base.extend<{ store: Store }>({
  /** Console tests run as operator. */
  page: async ({ page }, use) => {
    await continueAs(page, "operator");
    await use(page);
  },
  store: async ({ playwright, baseURL }, use) => {
    const authorization = `Bearer ${process.env.E2E_API_TOKEN}`;
    const request = await playwright.request.newContext({ baseURL, extraHTTPHeaders: { authorization } });
    const { items: products } = await json<ProductListDto>(request, "/api/v1/products");
    await use({
      request,
      address: (local = "") => `${local}${randomUUID().slice(0, 8)}@example.com`,
      async placeOrder(email) {
        const response = await request.post("/api/v1/orders", {
          data: { customer: { name: "Ada Lovelace", email }, items: [{ productId: products[0]?.id, quantity: 2 }] },
        });
        expect(response.status()).toBe(201);
        return ((await response.json()) as OrderPlacedDto).orderId;
      },
      order: (orderId) => json<OrderDto>(request, `/api/v1/orders/${orderId}`),
      async mailsTo(email) {
        const { items } = await json<MailListDto>(request, "/api/v1/inbox?limit=100");
        const mine = items.filter((mail) => mail.recipient === email);
        return Promise.all(mine.map((mail) => json<MailDto>(request, `/api/v1/inbox/${mail.id}`)));
      },
      async webhooksOf(orderId) {
        const { items } = await json<WebhookListDto>(request, "/api/v1/webhooks");
        return items.filter((webhook) => JSON.stringify(webhook.body).includes(orderId));
      },
      async deadLetterOf(orderId) {
        const found = async () =>
          (await json<DeadLetterListDto>(request, "/api/v1/dead-letters?limit=100")).items.find(
            (item) => item.orderId === orderId,
          );
        await expect.poll(found, { timeout: retryTimeout }).toBeDefined();
        return json<DeadLetterDto>(request, `/api/v1/dead-letters/${(await found())?.id}`);
      },
      pipeline: () => json<PipelineDto>(request, "/api/v1/pipeline"),
    });
    await request.dispose();
  },
});

export { expect } from "@playwright/test";

/** E-mail delivery of an order's first message; undefined until it is relayed. */
export const mailDelivery = (order: OrderDto) =>
  order.deliveries.find(
    ({ handler, messageType }) => handler === "order-notifications" && messageType === "order.created",
  );
