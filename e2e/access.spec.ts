import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test as anybody } from "@playwright/test";
import { continueAs, expect, retryTimeout, test } from "./fixtures.ts";

const letter = { level: 1 } as const;

anybody(
  "nobody sees the console before they sign in, and one click in the demo leads back to where they were",
  async ({ page }) => {
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
  },
);

anybody("a wrong password is told plainly, and the fifth asks to wait", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(`nobody-${Date.now()}@example.com`);
  for (let tries = 1; tries <= 6; tries++) {
    await page.getByLabel("Password").fill(`wrong-password-${tries}`);
    await page.getByRole("button", { name: /^Sign in/ }).click();
    const words = tries <= 5 ? "is not right" : "You can try again in";
    await expect(page.getByRole("alert").filter({ hasText: words })).toBeVisible();
  }
  await expect(page.getByRole("button", { name: /^Sign in, \d+ s$/ })).toHaveAttribute("aria-disabled", "true");
});

test("a viewer looks and cannot touch: actions stay where they are, locked, and say whose they are", async ({
  page,
  store,
}) => {
  const dead = await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
  await continueAs(page, "viewer");
  await page.goto(`/ops/dead-letters/${dead.id}`);
  await expect(page.getByRole("heading", letter)).toContainText("is dead");
  for (const name of [/Replay as it is/, /Discard…/]) {
    const button = page.getByRole("button", { name });
    await expect(button).toBeVisible();
    await expect(button).toHaveAttribute("aria-disabled", "true");
    await expect(button).toHaveAccessibleName(/This is for operators and admins/);
  }
  const path = `/api/v1/dead-letters/${dead.id}/replay`;
  const sent = await page.request.post(path, { headers: { "if-match": "*" }, data: {} });
  expect(sent.status()).toBe(403);
  expect((await store.deadLetterOf(dead.orderId ?? "")).state).toBe("dead");
});

test("a role that is taken away counts at the next request", async ({ page, browser, baseURL }) => {
  const context = await browser.newContext({ baseURL });
  const admin = await context.newPage();
  await continueAs(admin, "admin");
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

test("another site's page can neither act in an operator's name nor read", async ({ page, store }) => {
  const dead = await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
  const evil = createServer((_, response) => response.setHeader("content-type", "text/html").end("<h1>evil</h1>"));
  await new Promise<void>((resolve) => evil.listen(0, "127.0.0.1", resolve));
  const { port } = evil.address() as AddressInfo;
  const origin = `http://127.0.0.1:${process.env.E2E_PORT}`;
  await page.goto(`http://127.0.0.1:${port}/`);
  const target = `${origin}/api/v1/dead-letters/${dead.id}`;
  // The other port is the same site, so the browser sends the session's cookie along.
  const read = await page.evaluate(
    (url) =>
      fetch(url, { credentials: "include" })
        .then((response) => response.status)
        .catch(() => "unreadable"),
    target,
  );
  expect(read).toBe("unreadable");
  const answers: number[] = [];
  page.on("response", (response) => {
    if (response.url().startsWith(target) && response.request().method() === "POST") answers.push(response.status());
  });
  for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
    await page.evaluate(
      ({ url, contentType }) =>
        fetch(url, {
          method: "POST",
          mode: "no-cors",
          credentials: "include",
          headers: { "content-type": contentType },
          body: '{"reason":"evil"}',
        }).catch(() => undefined),
      { url: `${target}/restore`, contentType: type },
    );
  }
  await page.setContent(
    `<form method="post" enctype="text/plain" action="${target}/discard"><input name='{"reason":"' value='evil"}'></form>`,
  );
  await page.evaluate(() => document.querySelector("form")?.submit());
  await expect.poll(() => answers.length, { timeout: retryTimeout }).toBe(3);
  expect(answers).toEqual([403, 403, 403]);
  expect((await store.deadLetterOf(dead.orderId ?? "")).state).toBe("dead");
  await new Promise((resolve) => evil.close(resolve));
});

anybody("no header, prefetch or spelling of an address gets past the sign-in", async ({ request }) => {
  const five = Array(5).fill("middleware").join(":");
  const tricks: Record<string, string>[] = [
    {},
    { "x-middleware-subrequest": five },
    { "x-middleware-subrequest": Array(5).fill("src/middleware").join(":") },
    { rsc: "1" },
    { rsc: "1", "next-router-prefetch": "1" },
    { rsc: "1", "next-router-segment-prefetch": "/_tree" },
    { "next-resume": "1" },
    { "next-action": "7f1c8be20a17" },
    { "x-forwarded-host": "localhost", "x-forwarded-for": "127.0.0.1" },
    { "x-redeliver-url": "/", "x-redeliver-local": "1" },
    { cookie: "redeliver_session=x; __Host-redeliver=x" },
    { "x-http-method-override": "GET" },
  ];
  const paths = [
    "/ops",
    "/ops/dead-letters",
    "/inbox",
    "/%6fps",
    "/ops/",
    "/ops.rsc",
    "/ops/.",
    "/OPS",
    "/ops%2fdead-letters",
  ];
  for (const path of paths) {
    for (const headers of tricks) {
      const answer = await request.get(path, { headers, maxRedirects: 0 });
      const text = await answer.text();
      const about = `${path} ${JSON.stringify(headers)}: ${answer.status()}`;
      expect(answer.status(), about).toBeLessThan(500);
      expect(text, about).not.toMatch(
        /recipient_rejected|order-notifications|example\.com|Demo (viewer|operator|admin)/,
      );
      if (answer.status() === 200) expect(text, about).toMatch(/sign-in/);
    }
  }
  for (const headers of tricks) {
    const { authorization: _, ...rest } = { authorization: "", ...headers };
    expect((await request.get("/api/v1/dead-letters", { headers: rest })).status()).toBe(401);
  }
});
