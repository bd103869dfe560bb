import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { isAlive, readIfAny } from "#scripts/is-alive.ts";
import { freePort } from "#scripts/pick-port.ts";

// `npm start` with real processes, a real cluster and real signals.
// Among the browser tests, because it needs their build.
const root = path.resolve(import.meta.dirname, "..");
let dataDir = "";
let port = 0;
const started: ChildProcess[] = [];

test.beforeAll(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), "redeliver-start-"));
  chmodSync(dataDir, 0o755);
  port = await freePort();
});
test.afterAll(async () => {
  for (const child of started) child.kill("SIGKILL");
  await expectNoProcess();
  rmSync(dataDir, { recursive: true, force: true });
});

function start(env: Record<string, string> = {}) {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, ["scripts/start.ts"], {
    cwd: root,
    env: { PATH, HOME, DATA_DIR: dataDir, PORT: String(port), ...env } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: true,
  });
  started.push(child);
  const run = { child, output: "", exited: new Promise<number | null>((resolve) => child.once("exit", resolve)) };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      run.output += chunk;
    });
  }
  return run;
}

const boxes = (output: string) => output.split("Redeliver is ready").length - 1;
const isUp = (run: { output: string }) =>
  expect.poll(() => boxes(run.output), { message: "the box is printed once", timeout: 60_000 }).toBe(1);
const expectNoProcess = () => expect.poll(() => pids().filter(isAlive), { timeout: 30_000 }).toEqual([]);

/** Every process that wrote to this data folder: log lines have pids. */
function pids(): number[] {
  const logs = path.join(dataDir, "logs");
  const names = existsSync(logs) ? readdirSync(logs) : [];
  const lines = names.flatMap((name) => readFileSync(path.join(logs, name), "utf8").split("\n"));
  const fromLogs = lines.map((line) => Number(/"pid":(\d+)/.exec(line)?.[1])).filter(Boolean);
  const postmaster = Number.parseInt(readIfAny(path.join(dataDir, "cluster", "postmaster.pid")), 10);
  return [...new Set(postmaster ? [...fromLogs, postmaster] : fromLogs)];
}

const api = (pathname: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}/api/v1${pathname}`, init);

async function placeOrder(): Promise<string> {
  const { items } = (await (await api("/products")).json()) as { items: { id: string }[] };
  const customer = { name: "Ada Lovelace", email: "ada@example.com" };
  const body = JSON.stringify({ customer, items: [{ productId: items[0]?.id, quantity: 1 }] });
  const answer = await api("/orders", { method: "POST", headers: { "content-type": "application/json" }, body });
  return ((await answer.json()) as { orderId: string }).orderId;
}

/** Creates the first account with the link of the terminal, and finds set-up closed after it. */
async function setUp(run: { output: string }): Promise<void> {
  await expect.poll(() => run.output).toContain("There is no account yet");
  const token = /\/setup#([\w-]+)/.exec(run.output)?.[1];
  expect(token).toMatch(/^[\w-]{43}$/);
  for (const log of readdirSync(path.join(dataDir, "logs"))) {
    expect(readFileSync(path.join(dataDir, "logs", log), "utf8"), log).not.toContain(token);
  }
  expect(existsSync(path.join(dataDir, "setup-link"))).toBe(false);
  const password = "correct horse battery";
  const post = (pathname: string, json: object) =>
    api(pathname, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(json) });
  const admin = { name: "Ana Reis", email: "ana@example.com", password };
  expect((await api("/dead-letters")).status).toBe(401);
  expect((await post("/session/demo", { role: "admin" })).status).toBe(404);
  expect((await post("/setup", { ...admin, token: "guess" })).status).toBe(403);
  expect((await post("/setup", { ...admin, token })).status).toBe(201);
  expect((await post("/setup", { ...admin, token })).status).toBe(409);
  const signedIn = await post("/session", { email: admin.email, password });
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  expect((await api("/users", { headers: { cookie } })).status).toBe(200);
}

/** Each process got only the variables that it reads, and only this account can read its log. */
function expectLeastVariables(): void {
  for (const name of ["web", "worker", "sink", "migrate"]) {
    const log = path.join(dataDir, "logs", `${name}.log`);
    expect(statSync(log).mode & 0o777, log).toBe(0o600);
    const pid = Number([...readFileSync(log, "utf8").matchAll(/"pid":(\d+)/g)].at(-1)?.[1]);
    if (process.platform !== "linux" || name === "migrate") continue;
    const variables = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    expect(variables.find((variable) => variable.startsWith("DATABASE_URL="))).toContain(`//redeliver_${name}:`);
    expect(variables.some((variable) => variable.startsWith("API_TOKEN="))).toBe(name === "web");
    expect(variables).not.toContain("CANARY=1");
  }
}

test("keeps its data through kill -9 of the supervisor, refuses a second start, and stops without leftovers", async () => {
  test.setTimeout(120_000);
  const first = start();
  await isUp(first);
  const orderId = await placeOrder();
  expect(pids().filter(isAlive).length).toBeGreaterThanOrEqual(4);

  const second = start();
  expect(await second.exited).toBe(1);
  expect(second.output).toContain(`Redeliver already runs on ${dataDir} (process ${first.child.pid}).`);

  first.child.kill("SIGKILL");
  await expectNoProcess();

  const third = start({
    DEMO_MODE: "0",
    API_TOKEN: "a token of more than 32 characters".replaceAll(" ", "-"),
    CANARY: "1",
  });
  await isUp(third);
  expectLeastVariables();
  expect((await api(`/orders/${orderId}`)).status).toBe(200);
  await setUp(third);

  third.child.kill("SIGINT");
  expect(await third.exited).toBe(0);
  expect(pids().filter(isAlive)).toEqual([]);
  expect(existsSync(path.join(dataDir, "lock"))).toBe(false);
  expect(third.output).toContain("Stopped. The data is kept.");
});

test("ends with npm, when npm is ended by kill -9", async () => {
  test.setTimeout(120_000);
  const { PATH = "", HOME = "" } = process.env;
  const env = { PATH, HOME, DATA_DIR: dataDir, PORT: String(port) } as unknown as NodeJS.ProcessEnv;
  const npm = spawn("npm", ["start"], { cwd: root, env, stdio: ["ignore", "pipe", "ignore"], detached: true });
  started.push(npm);
  let output = "";
  npm.stdout.on("data", (chunk: Buffer) => {
    output += chunk;
  });
  await expect.poll(() => boxes(output), { timeout: 60_000 }).toBe(1);
  expect(pids().filter(isAlive).length).toBeGreaterThanOrEqual(4);
  npm.kill("SIGKILL");
  await expectNoProcess();
  expect(existsSync(path.join(dataDir, "lock"))).toBe(false);
});

test("aborts a start that is interrupted half-way", async () => {
  const run = start();
  await expect.poll(() => run.output, { timeout: 30_000 }).toContain("PostgreSQL is up");
  run.child.kill("SIGINT");
  expect(await run.exited).toBe(0);
  expect(boxes(run.output)).toBe(0);
  expect(pids().filter(isAlive)).toEqual([]);
  expect(existsSync(path.join(dataDir, "lock"))).toBe(false);
});

test("names every fault of the environment and touches nothing", async () => {
  const untouched = path.join(dataDir, "untouched");
  const run = start({ DATA_DIR: untouched, PORT: "70000", API_TOKEN: "short" });
  expect(await run.exited).toBe(2);
  expect(run.output).toMatch(/2 changes:\n {2}PORT: .*\n {2}API_TOKEN: /);
  expect(existsSync(untouched)).toBe(false);
});
