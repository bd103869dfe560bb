import { expect, test } from "vitest";
import { cloneDatabase } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { requestContinuously } from "#server/testing/request-continuously.ts";
import { freePort } from "#server/testing/servers/free-port.ts";
import { startBalancer } from "#server/testing/servers/start-balancer.ts";
import { startProcess } from "#server/testing/start-process.ts";

/** workers/web.ts without its pages, which need a build. e2e/drain.spec.ts repeats the test on the whole process. */
const code = `
  import { closeDatabase, db } from "#server/platform/database/db.ts";
  import { createRequestListener } from "#server/http/server/request-listener.ts";
  import { app } from "#server/http/app.ts";
  import { startServer } from "#server/http/server/start-server.ts";
  import { stopServing } from "#server/http/server/stop-serving.ts";
  import { logFor } from "#server/platform/telemetry/log.ts";
  import { runProcess } from "#workers/run-process.ts";
  await runProcess(logFor("web"), async (signal) => {
    db();
    const closing = new AbortController();
    const told = { stopping: signal, closing: closing.signal };
    const server = await startServer(createRequestListener({ app, fallback: () => {}, ...told }), "127.0.0.1", Number(process.env.PORT));
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    await stopServing(server, { drainSeconds: 4, closing, patienceMilliseconds: 15_000 });
    await closeDatabase();
  });`;

test("a server that is stopped behind a balancer that polls every 250 ms refuses and resets no connection", async () => {
  const url = await cloneDatabase();
  const start = async () => {
    const port = await freePort();
    const script = ["--input-type=module", "--eval", code];
    return { port, ...startProcess(script, { DATABASE_URL: url, PORT: String(port) }) };
  };
  const [one, other] = [await start(), await start()];
  const balancer = await startBalancer([one.port, other.port]);
  await eventually(() => balancer.ready().every(Boolean), { timeoutMs: 20_000 });
  const stop = new AbortController();
  const asking = requestContinuously(balancer.origin, ["/api/v1/products", "/api/livez"], stop.signal);
  await balancer.polled();
  one.child.kill("SIGTERM");
  await eventually(() => balancer.ready()[0] === false, { timeoutMs: 20_000 });
  // The balancer has seen 503, and the process still answers requests.
  expect((await fetch(`http://127.0.0.1:${one.port}/api/livez`)).status).toBe(200);
  expect(await one.ended).toBe(0);
  stop.abort();
  const { answered, failures, statuses } = await asking;
  await balancer.close();
  expect(failures).toEqual([]);
  expect(Object.keys(statuses)).toEqual(["200"]);
  expect(answered).toBeGreaterThan(50);
}, 60_000);
