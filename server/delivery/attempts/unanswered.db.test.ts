import { afterAll, expect, test } from "vitest";
import { createPool } from "#server/platform/database/db.ts";
import { testDatabase, urlOf } from "#server/testing/database.ts";
import { anOrderCreated, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { attemptsOf, expireLease, jobStatesOf } from "#server/testing/queue-faults.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";
import { startTcpProxy } from "#server/testing/servers/start-tcp-proxy.ts";

const pool = await testDatabase();
const proxy = await startTcpProxy(urlOf(pool));
// A worker with a timeout of 0.5 s, and a server that ends idle transactions after 1 s.
const limits = { query_timeout: 500, idle_in_transaction_session_timeout: 1_000 };
const shaky = createPool(proxy.through(urlOf(pool)), limits);
const sound = await aPipeline(pool);
const worker = await aPipeline(shaky);
afterAll(async () => {
  await worker.stop();
  await sound.stop();
  await shaky.end();
  await proxy.close();
});

async function aQueuedDelivery() {
  const message = await anOrderCreated(pool);
  await sound.tick();
  const [delivery] = await deliveriesOf(pool, message.subject);
  if (delivery?.state !== "queued") throw new Error("nothing was queued");
  return { ...message, delivery };
}

const losses = [
  { what: "reply", becomes: "stands" },
  { what: "request", becomes: "never came" },
] as const;
test.each(losses)(
  "a settlement whose commit $becomes while its answer is lost is made good, and its mail goes out once",
  async ({ what }) => {
    const { subject, delivery } = await aQueuedDelivery();
    const sprung = proxy.swallowNext(what, "commit\0");
    const { ports, mails } = recordingPorts();
    await worker.work(mailHandler, ports);
    await sprung;
    expect(await deliveriesOf(pool, subject)).toMatchObject([
      { state: "delivered", attempts: 1, ambiguousSince: null },
    ]);
    expect(await jobStatesOf(pool, delivery.id)).toEqual([]);
    // The next worker finds nothing: no second copy.
    await sound.work(mailHandler, ports);
    expect(mails).toHaveLength(1);
  },
);

test("sends a mail once when the response of its claim is lost", async () => {
  const { subject, delivery } = await aQueuedDelivery();
  const sprung = proxy.swallowNext("reply", "claim");
  const { ports, mails } = recordingPorts();
  await expect(worker.work(mailHandler, ports)).rejects.toThrow("Query read timeout");
  await sprung;
  expect(mails).toHaveLength(0);
  await expireLease(pool, delivery.id);
  await sound.work(mailHandler, ports);
  expect(mails).toHaveLength(1);
  expect(await deliveriesOf(pool, subject)).toMatchObject([{ state: "delivered", attempts: 2 }]);
  expect(await attemptsOf(pool, delivery.id)).toMatchObject([
    { number: 1, outcome: "worker_lost" },
    { number: 2, outcome: "delivered" },
  ]);
});

test("relays nothing twice when the response of its commit is lost", async () => {
  const { subject } = await anOrderCreated(pool);
  const sprung = proxy.swallowNext("reply", "commit\0");
  await expect(worker.tick()).rejects.toThrow("Query read timeout");
  await sprung;
  await worker.tick();
  await sound.tick();
  const [delivery, ...more] = await deliveriesOf(pool, subject);
  expect(more).toEqual([]);
  expect(await jobStatesOf(pool, delivery?.id ?? "")).toEqual(["created"]);
});
