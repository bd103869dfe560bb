import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { freePort } from "#scripts/pick-port.ts";

// A start without the demo: there is no account, and only the terminal shows how to create the first one.
let dataDir = "";
let child: ChildProcess;
let origin = "";
let terminal = "";

test.beforeAll(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), "redeliver-first-run-"));
  chmodSync(dataDir, 0o755);
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  const { PATH = "", HOME = "" } = process.env;
  const env = { PATH, HOME, DATA_DIR: dataDir, PORT: String(port), DEMO_MODE: "0" };
  child = spawn(process.execPath, ["scripts/start.ts"], {
    cwd: path.resolve(import.meta.dirname, ".."),
    env: env as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      terminal += chunk;
    });
  }
  await expect.poll(() => terminal, { timeout: 60_000 }).toContain("Redeliver is ready");
});
test.afterAll(async () => {
  const ended = once(child, "exit");
  child.kill("SIGINT");
  await ended;
  rmSync(dataDir, { recursive: true, force: true });
});

async function aBrowser(browser: Browser): Promise<Page> {
  return (await browser.newContext({ baseURL: origin })).newPage();
}

/** Waits for the mail to this address in the admin's inbox and returns its link. */
async function linkMailedTo(admin: Page, email: string): Promise<string> {
  const found = async () => {
    const { items } = await (await admin.request.get("/api/v1/inbox")).json();
    const mail = items.find(({ recipient }: { recipient: string }) => recipient.includes(email));
    if (!mail) return "";
    const { text } = await (await admin.request.get(`/api/v1/inbox/${mail.id}`)).json();
    return /http\S+\/choose-password#[\w-]+/.exec(text)?.[0] ?? "";
  };
  await expect.poll(found, { timeout: 20_000 }).not.toBe("");
  return found();
}

async function placeAnOrder(page: Page, email: string): Promise<string> {
  const { items } = await (await page.request.get("/api/v1/products")).json();
  const data = { customer: { name: "Ada Lovelace", email }, items: [{ productId: items[0].id, quantity: 1 }] };
  const answer = await page.request.post("/api/v1/orders", { data });
  expect(answer.status()).toBe(201);
  return (await answer.json()).orderId;
}

test("from the terminal's link to the first replay by an operator whom the first admin invited", async ({
  browser,
}) => {
  test.setTimeout(90_000);
  const ana = await aBrowser(browser);
  const link = /http\S+\/setup#[\w-]+/.exec(terminal)?.[0] ?? "";
  expect(link).toContain(origin);
  await ana.goto(link);
  await ana.getByLabel("Your name").fill("Ana Reis");
  await ana.getByLabel("E-mail").fill("ana@example.com");
  await ana.getByLabel("Password").fill("Anas own long sentence");
  await expect(ana).toHaveURL(`${origin}/setup`);
  await ana.getByRole("button", { name: /account/ }).click();
  await ana.getByRole("link", { name: "Sign in as ana@example.com" }).click();
  await ana.getByLabel("Password").fill("Anas own long sentence");
  await ana.getByRole("button", { name: "Sign in" }).click();
  await expect(ana).toHaveURL(`${origin}/ops`);

  const late = await aBrowser(browser);
  await late.goto(link);
  await expect(late.getByRole("heading", { level: 1 })).toHaveText("Set-up is closed");

  await ana.goto("/ops/settings/people");
  await ana.getByLabel("Name", { exact: true }).fill("Leo Kim");
  await ana.getByLabel("E-mail", { exact: true }).fill("leo@example.com");
  await ana.getByLabel("Role", { exact: true }).selectOption("operator");
  await ana.getByRole("button", { name: "Send invitation", exact: true }).click();
  await expect(ana.getByRole("status").filter({ hasText: "Leo Kim was invited" })).toBeVisible();

  const leo = await aBrowser(browser);
  await leo.goto(await linkMailedTo(ana, "leo@example.com"));
  await leo.getByLabel("Password").fill("Leos own long sentence");
  await leo.getByRole("button", { name: "Set password" }).click();
  await leo.getByRole("link", { name: "Sign in as leo@example.com" }).click();
  await leo.getByLabel("Password").fill("Leos own long sentence");
  await leo.getByRole("button", { name: "Sign in" }).click();
  await expect(leo).toHaveURL(`${origin}/ops`);

  const orderId = await placeAnOrder(leo, "bounce+ada@example.com");
  const letter = async () => {
    const { items } = await (await leo.request.get("/api/v1/dead-letters")).json();
    return items.find((item: { orderId: string }) => item.orderId === orderId)?.id ?? "";
  };
  await expect.poll(letter, { timeout: 20_000 }).not.toBe("");
  await leo.goto(`/ops/dead-letters/${await letter()}`);
  await leo.getByLabel("E-mail address").fill("ada@example.com");
  await leo.getByText("Add a reason").click();
  await leo.getByLabel("Reason", { exact: true }).fill("the customer called");
  await leo.getByRole("button", { name: /^Fix & replay to/ }).click();
  await expect(leo.getByRole("heading", { level: 1 })).toContainText("was delivered once", { timeout: 30_000 });
  await ana.goto("/ops/audit?actor=Leo+Kim");
  await expect(ana.getByRole("listitem").filter({ hasText: "replayed" })).toContainText("Leo Kim");
});
