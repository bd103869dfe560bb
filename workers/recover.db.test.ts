import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { afterAll, expect, test } from "vitest";
import { startLocalMailServer } from "#server/adapters/local-mail-server/start-local-mail-server.ts";
import { publish } from "#server/delivery/outbox/publish.ts";
import { orderCreated } from "#server/shop/messages/order-created.ts";
import { asRole, testDatabase, urlOf } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { deliveriesOf } from "#server/testing/factories.ts";

const pool = await testDatabase();
const sink = await startLocalMailServer({ db: pool, port: 0 });
const children = new Set<ReturnType<typeof spawn>>();
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await sink.stop();
});

function startWorker(crashAt?: string) {
  const child = spawn(process.execPath, ["workers/worker.ts"], {
    stdio: "ignore",
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "test",
      LOG_LEVEL: "silent",
      DATABASE_URL: asRole("worker", urlOf(pool)),
      SMTP_URL: `smtp://127.0.0.1:${sink.port}`,
      RETRY_DELAY_SECONDS: "3600",
      ...(crashAt ? { CRASHPOINT: crashAt } : {}),
    },
  });
  children.add(child);
  return { child, ended: once(child, "exit") };
}

// The retry delay is an hour, so that only the recovery itself can bring the mail out in the time that the test waits.
test("a killed worker's mail is sent again within 60 s, whatever the retry delay is", async () => {
  const customerId = randomUUID();
  const orderId = randomUUID();
  const subject = `orders/${orderId}`;
  await pool.query("insert into customer (id, name, email) values ($1, 'Ada', 'ada@example.com')", [customerId]);
  const data = { orderId, customerId, orderTotal: 1400, currency: "EUR", email: "ada@example.com" };
  await publish(pool, orderCreated, { subject, data });
  const [, signal] = await startWorker("worker.inbox_claimed:1").ended;
  expect(signal).toBe("SIGKILL");
  const second = startWorker();
  await eventually(async () => (await deliveriesOf(pool, subject))[0]?.state === "delivered", {
    timeoutMs: 60_000,
    everyMs: 250,
  });
  expect(await deliveriesOf(pool, subject)).toMatchObject([{ attempts: 2 }]);
  second.child.kill("SIGTERM");
  expect((await second.ended)[0]).toBe(0);
}, 120_000);
