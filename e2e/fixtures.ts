import { randomUUID } from "node:crypto";
import { type APIRequestContext, test as base, expect, type Page } from "@playwright/test";
import type { MailDto, MailListDto, WebhookListDto } from "#server/contracts/delivery/inbox.ts";
import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";
import type { OrderDto, OrderPlacedDto } from "#server/contracts/shop/order.ts";
import type { ProductListDto } from "#server/contracts/shop/product.ts";
import type { DeadLetterDto, DeadLetterListDto } from "#server/contracts/triage/dead-letter.ts";

/** How long a mail may take from the click to the inbox. */
export const mailTimeout = 2_000;
/** How long the demo's retries may take together. */
export const retryTimeout = 30_000;

/** The median answer of a quiet machine with two cores, measured by `paceOf`. */
const quietMilliseconds = 6;

/**
 * How many times slower than a quiet machine with two cores this one answers now: 1 or more. Seconds are promised for a quiet
 * machine. Elsewhere they are a ratio against this baseline of the same moment.
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

/** The product as another program sees it: everything over HTTP, with the API token of an operator. */
export type Store = {
  request: APIRequestContext;
  /** An address of its own, so that no test sees another's mail: `local` may carry a scripted trick. */
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

/** Signs a browser in as a demo identity, as a click on the sign-in page does. */
export async function continueAs(page: Page, role: "viewer" | "operator" | "admin"): Promise<void> {
  const response = await page.request.post("/api/v1/session/demo", { data: { role } });
  expect(response.status()).toBe(201);
}

/** Signs a browser in as the admin of the set-up: a real account, not a demo identity. */
export async function signInAsAdmin(page: Page): Promise<void> {
  const response = await page.request.post("/api/v1/session", { data: JSON.parse(process.env.E2E_ADMIN ?? "{}") });
  expect(response.status()).toBe(201);
}

/** The mails with an account's link that went to an address: only an admin sees them in the inbox. */
export async function accountMailsTo(admin: Page, email: string): Promise<MailDto[]> {
  const { items } = await json<MailListDto>(admin.request, "/api/v1/inbox?limit=100");
  const mine = items.filter((mail) => mail.recipient === email);
  return Promise.all(mine.map((mail) => json<MailDto>(admin.request, `/api/v1/inbox/${mail.id}`)));
}

/** Replaces the payload in the editor, once its code is loaded, and waits until the editor holds exactly this text. */
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

/** Enters a reason, which a change of the recipient requires. */
export async function giveReason(page: Page, why = "the customer called"): Promise<void> {
  await page.getByText("Add a reason").click();
  await page.getByLabel("Reason", { exact: true }).fill(why);
}

export const test = base.extend<{ store: Store }>({
  /** Tests of the console look at it as its operator. */
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

/** The mail handler's delivery of an order's first message; undefined until the relay has seen it. */
export const mailDelivery = (order: OrderDto) =>
  order.deliveries.find(
    ({ handler, messageType }) => handler === "order-notifications" && messageType === "order.created",
  );
