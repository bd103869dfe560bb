import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type APIRequestContext, expect, test } from "@playwright/test";
import { freePort } from "#scripts/pick-port.ts";

// Several starts over one data folder, between which an attacker keeps a session and a token.
const root = path.resolve(import.meta.dirname, "..");
const admin = { ADMIN_EMAIL: "ana@example.com", ADMIN_PASSWORD: "correct horse battery" };
const production = { ...admin, APP_URL: "https://shop.example.com", TRUSTED_PROXIES: "127.0.0.1" };
let dataDir = "";
let port = 0;
let demoCookie = "";
let running: { child: ChildProcess; output: string; exited: Promise<unknown> } | undefined;

test.describe.configure({ mode: "serial" });
test.beforeAll(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), "redeliver-demo-"));
  chmodSync(dataDir, 0o755);
  port = await freePort();
});
test.afterEach(async () => {
  running?.child.kill("SIGINT");
  await running?.exited;
  running = undefined;
});
test.afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

function spawnStart(env: Record<string, string>) {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, ["scripts/start.ts"], {
    cwd: root,
    env: { PATH, HOME, DATA_DIR: dataDir, PORT: String(port), ...env } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const run = { child, output: "", exited: once(child, "exit") };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      run.output += chunk;
    });
  }
  return run;
}

/** Starts the product. Returns its terminal output once it is ready. */
async function start(env: Record<string, string>): Promise<string> {
  const run = spawnStart(env);
  running = run;
  await expect.poll(() => run.output, { timeout: 60_000 }).toContain("Press Ctrl-C to stop");
  return run.output;
}

const origin = () => `http://127.0.0.1:${port}`;
/** Uses a separate client, so that the page stays signed out. */
const demo = (request: APIRequestContext, role: string) =>
  request.post(`${origin()}/api/v1/session/demo`, { data: { role } });
const roleOf = async (request: APIRequestContext, cookie: string) => {
  const answer = await request.get(`${origin()}/api/v1/me`, { headers: { cookie } });
  return answer.ok() ? (await answer.json()).role : answer.status();
};

test("the local demo is marked as a demo in the terminal, the console and the store", async ({ page, request }) => {
  test.setTimeout(90_000);
  expect(await start({})).toMatch(/Demo +on\. Any visitor can act as admin/);
  await page.goto(`${origin()}/`);
  await expect(page.getByRole("banner").getByText("Demo", { exact: true })).toBeVisible();
  for (const role of ["viewer", "operator", "admin"]) expect((await demo(request, role)).status()).toBe(201);
  await page.goto(`${origin()}/ops/settings/people`);
  await page.getByRole("button", { name: "Continue as admin" }).click();
  await expect(page).toHaveURL(`${origin()}/ops/settings/people`);
  await expect(page.getByText("Any visitor can act as viewer, operator or admin.")).toBeVisible();
  const invite = page.getByRole("button", { name: /^Send invitation/ });
  await expect(invite).toHaveAttribute("aria-disabled", "true");
  await expect(invite).toHaveAccessibleName(/Available to admins with an account/);
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  expect(await roleOf(request, cookie)).toBe("admin");
  demoCookie = cookie;
});

test("a production start over the same data is not a demo, and accepts none of its sessions", async ({
  page,
  request,
}) => {
  test.setTimeout(90_000);
  expect(await start(production)).not.toMatch(/│ Demo /);
  for (const role of ["viewer", "operator", "admin"]) expect((await demo(request, role)).status()).toBe(404);
  const [, token = ""] = demoCookie.split("=");
  expect(await roleOf(request, `__Host-redeliver=${token}`)).toBe(401);
  await page.goto(`${origin()}/sign-in`);
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Continue as/ })).toHaveCount(0);
  for (const pathname of ["/", "/ops", "/api/v1/products", "/api/readyz"]) {
    const answer = await request.get(`${origin()}${pathname}`, { headers: { host: "evil.example" } });
    expect(answer.status(), pathname).toBe(400);
  }
});

test("a start with DEMO_MODE=1 where others can reach it is refused, with the remedy", async () => {
  const untouched = path.join(dataDir, "untouched");
  for (const env of [production, { HOST: "0.0.0.0" }]) {
    const run = spawnStart({ ...env, DATA_DIR: untouched, DEMO_MODE: "1" });
    expect(await run.exited).toEqual([2, null]);
    expect(run.output).toMatch(/DEMO_MODE: .*Remove DEMO_MODE, or set DEMO_MODE=public/);
  }
  expect(existsSync(untouched)).toBe(false);
});

test("the public demo offers viewer and a limited operator, and its pages say so", async ({ page, request }) => {
  test.setTimeout(90_000);
  expect(await start({ ...admin, DEMO_MODE: "public" })).toMatch(/Demo +public\. /);
  expect((await demo(request, "admin")).status()).toBe(403);
  await page.goto(`${origin()}/ops`);
  await expect(page.getByRole("button", { name: "Continue as admin" })).toHaveCount(0);
  await page.getByRole("button", { name: "Continue as operator" }).click();
  await expect(page).toHaveURL(`${origin()}/ops`);
  await expect(page.getByText("Any visitor can act as viewer or operator.")).toBeVisible();
  for (const pathname of ["/inbox", "/ops/audit", "/ops/settings/people", "/ops/settings/tokens"]) {
    await page.goto(`${origin()}${pathname}`);
    await expect(page.getByRole("heading", { level: 1 }), pathname).toContainText("with an account");
  }
  await page.goto(`${origin()}/`);
  await expect(page.getByRole("link", { name: "Inbox" })).toHaveCount(0);
});
