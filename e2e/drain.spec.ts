import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { requestContinuously } from "#server/testing/request-continuously.ts";
import { freePort } from "#server/testing/servers/free-port.ts";
import { startBalancer } from "#server/testing/servers/start-balancer.ts";

const root = path.resolve(import.meta.dirname, "..");
const started: ChildProcess[] = [];
const dataDir = mkdtempSync(path.join(tmpdir(), "redeliver-drain-"));
test.afterAll(async () => {
  // Stopped, not killed: the workers page, which other tests use, would list them as lost.
  const running = started.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  const ended = running.map((child) => once(child, "exit"));
  for (const child of running) child.kill("SIGTERM");
  await Promise.all(ended);
  rmSync(dataDir, { recursive: true, force: true });
});

/** Separate web processes on the database of the running product. */
async function startWeb(env: Record<string, string> = {}) {
  const port = await freePort();
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, ["workers/web.ts"], {
    cwd: root,
    stdio: "ignore",
    env: {
      ...{ PATH, NODE_ENV: "production", LOG_LEVEL: "silent", DEMO_MODE: "1", DATA_DIR: dataDir, PORT: String(port) },
      ...{ DATABASE_URL: process.env.E2E_DATABASE_URL ?? "", DRAIN_SECONDS: "0", ...env },
    },
  });
  started.push(child);
  const origin = `http://127.0.0.1:${port}`;
  const readiness = () =>
    fetch(`${origin}/api/readyz`).then(
      ({ status }) => status,
      () => 0,
    );
  await expect.poll(readiness, { timeout: 30_000 }).toBe(200);
  return { child, port, origin, readiness, ended: once(child, "exit") };
}

test("a web process that stops behind a load balancer refuses and resets no connection", async () => {
  const [one, other] = [await startWeb({ DRAIN_SECONDS: "4" }), await startWeb()];
  const balancer = await startBalancer([one.port, other.port]);
  const stop = new AbortController();
  const asking = requestContinuously(balancer.origin, ["/api/v1/products", "/api/livez", "/"], stop.signal);
  try {
    await expect.poll(balancer.ready).toEqual([true, true]);
    expect((await fetch(`${one.origin}/api/livez`)).headers.get("connection")).toBe("keep-alive");

    await balancer.polled();
    const toldAt = performance.now();
    one.child.kill("SIGTERM");
    await expect.poll(one.readiness, { intervals: [20] }).toBe(503);
    // Not ready, and still accepting: requests are answered, with Connection: close.
    const served = await fetch(`${one.origin}/api/v1/products`);
    expect([served.status, served.headers.get("connection")]).toEqual([200, "close"]);
    expect(await one.ended).toEqual([0, null]);
    const took = performance.now() - toldAt;
    expect(took).toBeGreaterThanOrEqual(4_000);
    expect(took).toBeLessThan(24_000);
    expect(balancer.ready()).toEqual([false, true]);
  } finally {
    stop.abort();
    const { answered, failures, statuses } = await asking;
    await balancer.close();
    expect(failures).toEqual([]);
    expect(Object.keys(statuses)).toEqual(["200"]);
    expect(answered).toBeGreaterThan(50);
  }
});

test("a stream stays open until the listener closes, and then ends cleanly", async () => {
  const web = await startWeb({ DRAIN_SECONDS: "1" });
  const session = await fetch(`${web.origin}/api/v1/session/demo`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ role: "viewer" }),
  });
  const cookie = session.headers.get("set-cookie")?.split(";")[0] ?? "";
  const stream = await fetch(`${web.origin}/api/v1/events`, { headers: { cookie } });
  expect(stream.status).toBe(200);
  const toldAt = performance.now();
  web.child.kill("SIGTERM");
  // Throws if the connection is cut instead of ended.
  await stream.text();
  expect(performance.now() - toldAt).toBeGreaterThanOrEqual(1_000);
  expect(await web.ended).toEqual([0, null]);
});
