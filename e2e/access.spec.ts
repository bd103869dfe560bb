import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test as signedOutTest } from "@playwright/test";
import {
  accountMailsTo,
  continueAs,
  expect,
  giveReason,
  mailTimeout,
  paceOf,
  retryTimeout,
  signInAsAdmin,
  test,
} from "./fixtures.ts";

const letter = { level: 1 } as const;

signedOutTest("the console requires a sign-in, and a demo role leads back to the requested page", async ({ page }) => {
  await page.goto("/ops/dead-letters");
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fops%2Fdead-letters$/);
  await expect(page.getByRole("heading", letter)).toHaveText("Sign in to the console");
  await page.getByRole("button", { name: "Continue as operator" }).click();
  await expect(page).toHaveURL(/\/ops\/dead-letters$/);
  await expect(page.getByText("Demo operator").first()).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).first().click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.goto("/ops");
  await expect(page).toHaveURL(/\/sign-in/);
});

signedOutTest("wrong passwords are rejected, and the sixth attempt must wait", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(`unknown-${Date.now()}@example.com`);
  for (let attempt = 1; attempt <= 6; attempt++) {
    await page.getByLabel("Password").fill(`wrong-password-${attempt}`);
    await page.getByRole("button", { name: /^Sign in/ }).click();
    const text = attempt <= 5 ? "is wrong" : "Try again in";
    await expect(page.getByRole("alert").filter({ hasText: text })).toBeVisible();
  }
  await expect(page.getByRole("button", { name: /^Sign in \(wait \d+ s\)$/ })).toHaveAttribute("aria-disabled", "true");
});

test("a viewer sees all actions locked, with the required roles", async ({ page, store }) => {
  const address = store.address("bounce+");
  const dead = await store.deadLetterOf(await store.placeOrder(address));
  await continueAs(page, "viewer");
  for (const path of ["/ops", "/ops/dead-letters", `/ops/dead-letters/${dead.id}`, `/orders/${dead.orderId}`]) {
    const html = await (await page.request.get(path)).text();
    expect(html, path).toContain(dead.orderId?.slice(0, 8).toUpperCase());
    expect(html, path).not.toContain(address);
    expect(html, path).not.toContain("Lovelace");
  }
  await page.goto(`/ops/dead-letters/${dead.id}`);
  await expect(page.getByRole("heading", letter)).toContainText("failed");
  for (const name of [/Replay unchanged/, /Discard…/, /Reveal personal data/]) {
    const button = page.getByRole("button", { name });
    await expect(button).toBeVisible();
    await expect(button).toHaveAttribute("aria-disabled", "true");
    await expect(button).toHaveAccessibleName(/Available to operators and admins/);
  }
  const path = `/api/v1/dead-letters/${dead.id}/replay`;
  const sent = await page.request.post(path, { headers: { "if-match": "*" }, data: {} });
  expect(sent.status()).toBe(403);
  expect((await store.deadLetterOf(dead.orderId ?? "")).state).toBe("dead");
});

test("a revoked role takes effect at the next request", async ({ page, browser, baseURL }) => {
  const context = await browser.newContext({ baseURL });
  const admin = await context.newPage();
  await signInAsAdmin(admin);
  const { items } = await (await admin.request.get("/api/v1/users")).json();
  const operator = items.find((user: { email: string }) => user.email === "operator@demo.invalid");
  expect((await page.request.get("/api/v1/dead-letters")).status()).toBe(200);
  const set = (disabled: boolean) => admin.request.patch(`/api/v1/users/${operator.id}`, { data: { disabled } });
  expect((await set(true)).status()).toBe(200);
  expect((await page.request.get("/api/v1/dead-letters")).status()).toBe(401);
  expect((await set(false)).status()).toBe(200);
  expect((await page.request.get("/api/v1/dead-letters")).status(), "the old session stays ended").toBe(401);
  await context.close();
});

test("a page of another site can neither act as the operator nor read", async ({ page, store }) => {
  const dead = await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
  const evil = createServer((_, response) => response.setHeader("content-type", "text/html").end("<h1>evil</h1>"));
  await new Promise<void>((resolve) => evil.listen(0, "127.0.0.1", resolve));
  const { port } = evil.address() as AddressInfo;
  const origin = process.env.E2E_ORIGIN;
  await page.goto(`http://127.0.0.1:${port}/`);
  const target = `${origin}/api/v1/dead-letters/${dead.id}`;
  // Another port is the same site, so the browser sends the session cookie.
  const read = await page.evaluate(
    (url) =>
      fetch(url, { credentials: "include" })
        .then((response) => response.status)
        .catch(() => "unreadable"),
    target,
  );
  expect(read).toBe("unreadable");
  // Sent like a form: the browser hides the responses (Cross-Origin-Resource-Policy), so the dead letter's state is checked.
  for (const contentType of ["text/plain", "application/x-www-form-urlencoded"]) {
    await page.evaluate(
      ({ url, type }) =>
        fetch(url, {
          method: "POST",
          mode: "no-cors",
          credentials: "include",
          headers: { "content-type": type },
          body: '{"reason":"evil"}',
        }).catch(() => undefined),
      { url: `${target}/discard`, type: contentType },
    );
  }
  await page.setContent(
    `<form method="post" enctype="text/plain" action="${target}/restore"><input name='{"x":"' value='"}'></form>`,
  );
  const submitted = page.waitForResponse(`${target}/restore`);
  await page.evaluate(() => document.querySelector("form")?.submit());
  expect((await submitted).status()).toBe(403);
  expect((await store.deadLetterOf(dead.orderId ?? "")).state).toBe("dead");
  await new Promise((resolve) => evil.close(resolve));
});

signedOutTest("every page has a CSP with a unique nonce, and all its scripts have that nonce", async ({ page }) => {
  const nonces: string[] = [];
  const broken: string[] = [];
  page.on("console", (message) => message.type() === "error" && broken.push(message.text()));
  for (const path of ["/", "/checkout", "/sign-in", "/no-such-page", "/problems/not-found"]) {
    const response = await page.goto(path);
    const headers = response?.headers() ?? {};
    const policy = headers["content-security-policy"] ?? "";
    const [, nonce = ""] = /script-src 'self' 'nonce-([^']{20,})'/.exec(policy) ?? [];
    nonces.push(nonce);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "referrer-policy": "same-origin" });
    // Scripts of the response. Chunks that they load later come from this origin and need no nonce.
    const scripts = [...((await response?.text()) ?? "").matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
    expect(scripts.length, path).toBeGreaterThan(0);
    expect(
      scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`)),
      path,
    ).toEqual([]);
  }
  expect(new Set(nonces).size).toBe(nonces.length);
  // The browser itself logs missing pages.
  expect(broken.filter((text) => !text.includes("404"))).toEqual([]);
});

signedOutTest(
  "the image optimizer is off, pages reject POST, and private pages are not cached",
  async ({ request }) => {
    expect((await request.get("/_next/image?url=%2Ficon.svg&w=64&q=75")).status()).toBe(404);
    expect((await request.post("/", { data: {}, headers: { "next-action": "7f1c8be20a17" } })).status()).toBe(405);
    expect((await request.post("/api/v1/session/demo", { data: { role: "viewer" } })).status()).toBe(201);
    for (const path of ["/ops", "/ops/dead-letters", "/inbox", "/api/v1/dead-letters"]) {
      const answer = await request.get(path);
      expect(answer.status(), path).toBe(200);
      expect(answer.headers()["cache-control"], path).toContain("no-store");
    }
  },
);

test("an invited user sets a password by e-mail link and replays a message", async ({
  page,
  browser,
  baseURL,
  store,
}) => {
  const email = store.address("kim-");
  await signInAsAdmin(page);
  await page.goto("/ops/settings/people");
  await page.getByLabel("Name", { exact: true }).fill("Leo Kim");
  await page.getByLabel("E-mail", { exact: true }).fill(email);
  await page.getByLabel("Role", { exact: true }).selectOption("operator");
  await page.getByRole("button", { name: "Send invitation", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "Leo Kim was invited" })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: email })).toContainText("Invited");
  await expect
    .poll(async () => (await accountMailsTo(page, email)).length, { timeout: mailTimeout * 2 * (await paceOf(store)) })
    .toBe(1);
  expect(await store.mailsTo(email), "no token of an operator sees it").toEqual([]);
  const link = /http\S+\/choose-password#[\w-]+/.exec((await accountMailsTo(page, email))[0]?.text ?? "")?.[0] ?? "";

  const context = await browser.newContext({ baseURL });
  const leo = await context.newPage();
  await leo.goto(link);
  await leo.getByLabel("Password").fill("Leos own long sentence");
  await expect(leo).toHaveURL(/\/choose-password$/);
  await leo.getByRole("button", { name: "Set password" }).click();
  await leo.getByRole("link", { name: `Sign in as ${email}` }).click();
  await leo.getByLabel("Password").fill("Leos own long sentence");
  await leo.getByRole("button", { name: "Sign in" }).click();
  await expect(leo).toHaveURL(/\/ops$/);

  const dead = await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
  await leo.goto(`/ops/dead-letters/${dead.id}`);
  await leo.getByLabel("E-mail address").fill(store.address());
  await giveReason(leo);
  await leo.getByRole("button", { name: /^Fix & replay to/ }).click();
  await expect(leo.getByRole("heading", letter)).toContainText("was delivered once", { timeout: retryTimeout });
  await leo.goto("/ops/audit?actor=Leo+Kim");
  const entry = leo.getByRole("listitem").filter({ hasText: "replayed" });
  await expect(entry).toContainText("Leo Kim");
  await entry.locator("summary").click();
  await expect(entry.getByText("email:").first()).toBeVisible();
  await leo.goto("/ops/settings/people");
  await expect(leo.getByRole("heading", letter)).toHaveText("User management is available to admins");
  await context.close();
});
