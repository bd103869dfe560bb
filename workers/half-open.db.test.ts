import { afterAll, expect, test } from "vitest";
import { webLimits } from "#server/platform/database/database-limits.ts";
import { connectDatabase, createPool } from "#server/platform/database/db.ts";
import { listen } from "#server/platform/wakeups/listen.ts";
import { serveApi } from "#server/testing/api-client.ts";
import { cloneDatabase } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { aCustomer, anOrderCreated, aProduct, deliveriesOf } from "#server/testing/factories.ts";
import { startTcpProxy } from "#server/testing/servers/start-tcp-proxy.ts";
import { startScriptedServer } from "#server/testing/smtp/start-scripted-server.ts";
import { startWorker } from "#server/testing/start-process.ts";

const url = await cloneDatabase();
const direct = createPool(url, { max: 4 });
const proxy = await startTcpProxy(url);
const mails = await startScriptedServer();
const web = connectDatabase(proxy.through(url), webLimits);
const api = await serveApi();
const product = await aProduct(direct);
const customerId = await aCustomer(direct);
const worker = startWorker({ DATABASE_URL: proxy.through(url), SMTP_URL: mails.url });
afterAll(async () => {
  worker.child.kill("SIGKILL");
  await worker.ended;
  await web.end();
  await proxy.close();
  await direct.end();
  await mails.close();
});

const secondsSince = (start: number) => (performance.now() - start) / 1_000;
const isDelivered = async (subject: string) => (await deliveriesOf(direct, subject))[0]?.state === "delivered";
const within60s = { timeoutMs: 60_000, everyMs: 100 };

async function placeOrder() {
  const startedAt = performance.now();
  const json = { customer: { name: "Ada", email: "ada@example.com" }, items: [{ productId: product.id, quantity: 1 }] };
  const { status } = await api.call("POST", "/api/v1/orders", { json });
  return { status, seconds: secondsSince(startedAt) };
}

test("web, relay, consumer and listener recover within 60 s when every connection is half-open", async () => {
  let woken = 0;
  const stopListening = listen(proxy.through(url), ["redeliver_outbox"], () => (woken += 1));
  await eventually(() => woken > 0);
  // All connections of the pool are used, so all will be found half-open.
  await Promise.all(Array.from({ length: 20 }, placeOrder));
  const before = await anOrderCreated(direct, { customerId });
  await eventually(() => isDelivered(before.subject), { timeoutMs: 20_000 });

  proxy.blackhole();
  const since = performance.now();
  const message = await anOrderCreated(direct, { customerId });
  const heals = {
    web: async () => {
      const answers: Awaited<ReturnType<typeof placeOrder>>[] = [];
      await eventually(async () => {
        answers.push(await placeOrder());
        return answers.at(-1)?.status === 201;
      }, within60s);
      expect(answers[0]?.status).toBe(503);
      for (const { seconds } of answers) expect(seconds).toBeLessThan(5);
    },
    ready: () => eventually(async () => (await api.call("GET", "/api/readyz")).status === 200, within60s),
    worker: () => eventually(() => isDelivered(message.subject), within60s),
    listener: () => {
      const seen = woken;
      return eventually(async () => {
        await direct.query("select pg_notify('redeliver_outbox', '')");
        return woken > seen;
      }, within60s);
    },
  };
  const seconds = await Promise.all(
    Object.entries(heals).map(async ([part, heal]) => {
      await heal();
      return [part, secondsSince(since)] as const;
    }),
  );
  for (const [part, taken] of seconds) expect([part, taken < 60]).toEqual([part, true]);
  expect(worker.isAlive()).toBe(true);
  await stopListening();
}, 120_000);
