import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterAll, afterEach, beforeEach, expect, it } from "vitest";
import { holdReadiness } from "#server/monitoring/metrics/health.ts";
import { closeDatabase, connectDatabase } from "#server/platform/database/db.ts";
import { serveApi } from "#server/testing/api-client.ts";
import { cloneDatabase } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";

const url = await cloneDatabase();
const api = await serveApi();

beforeEach(() => void connectDatabase(url));
afterEach(closeDatabase);

async function readyz() {
  const startedAt = performance.now();
  const { status, headers, text } = await api.call("GET", "/api/readyz");
  return { status, headers, text, milliseconds: performance.now() - startedAt };
}
/** The cached response may be a second old. */
const becomes = (status: number, reason = "") =>
  eventually(async () => {
    const answer = await readyz();
    return answer.status === status && answer.text.includes(reason) && answer;
  });

it("is ready when the database responds and has every migration", async () => {
  const answer = await becomes(200);
  expect(answer.headers["content-type"]).toBe("application/health+json; charset=utf-8");
  expect(answer.headers["cache-control"]).toBe("no-store");
  expect(JSON.parse(answer.text)).toMatchObject({
    status: "pass",
    checks: { "database:migrations": [{ status: "pass" }] },
  });
});

it("is not ready after SIGTERM, even right after a cached 200", async () => {
  await becomes(200);
  holdReadiness("The process is stopping.");
  try {
    expect(await readyz()).toMatchObject({ status: 503, text: expect.stringContaining("The process is stopping.") });
  } finally {
    holdReadiness(null);
  }
});

it("is not ready while migrations are pending, and names the command", async () => {
  const pool = connectDatabase(url);
  await pool.query("update _prisma_migrations set finished_at = null");
  try {
    expect(JSON.parse((await becomes(503, "migrations")).text)).toMatchObject({
      status: "fail",
      output: expect.stringMatching(/^\d+ pending migrations: run `npm run migrate`$/),
    });
  } finally {
    await pool.query("update _prisma_migrations set finished_at = now()");
  }
  await becomes(200);
});

it("is not ready while the database is read-only", async () => {
  const name = new URL(url).pathname.slice(1);
  const setReadOnly = async (value: "on" | "off") => {
    const pool = connectDatabase(url);
    await pool.query(`begin read write; alter database ${name} set default_transaction_read_only = ${value}; commit`);
    // Open connections keep their setting.
    await pool.end();
    connectDatabase(url);
  };
  await setReadOnly("on");
  try {
    const { text } = await becomes(503, "accepts no writes");
    expect(JSON.parse(text).checks).toMatchObject({ "database:intake": [{ status: "fail" }] });
  } finally {
    await setReadOnly("off");
  }
  await becomes(200);
});

it("is not ready while the database is unavailable, and does not quote its error", async () => {
  await closeDatabase();
  connectDatabase("postgresql://someone:secret@127.0.0.1:1/nowhere");
  const answer = await becomes(503);
  expect(JSON.parse(answer.text).output).toBe("the database does not respond");
  expect(answer.text).not.toMatch(/ECONNREFUSED|secret|someone/);
  expect((await api.call("GET", "/api/livez")).status).toBe(200);
});

it("responds within two seconds while the database hangs, with one connection for all probes", async () => {
  await becomes(200);
  const sockets = new Set<Socket>();
  const hanging = createServer((socket) => sockets.add(socket));
  afterAll(() => hanging.close());
  await new Promise<void>((resolve) => hanging.listen(0, "127.0.0.1", resolve));
  await closeDatabase();
  connectDatabase(`postgresql://someone@127.0.0.1:${(hanging.address() as AddressInfo).port}/nowhere`);
  await becomes(503);
  const answers = await Promise.all(Array.from({ length: 20 }, readyz));
  for (const answer of answers) {
    expect(answer.status).toBe(503);
    expect(answer.milliseconds).toBeLessThan(2_000);
  }
  expect(sockets.size).toBe(1);
  for (const socket of sockets) socket.destroy();
});

it("is not ready while the process holds its readiness", async () => {
  holdReadiness("The pages are being prepared.");
  try {
    expect(JSON.parse((await becomes(503, "pages")).text).checks.process).toMatchObject([{ status: "fail" }]);
  } finally {
    holdReadiness(null);
  }
  await becomes(200);
});
