import { afterAll, expect, test } from "vitest";
import { startLocalMailServer } from "#server/adapters/local-mail-server/start-local-mail-server.ts";
import { processListDto } from "#server/contracts/monitoring/process.ts";
import { asOperator, serveApi } from "#server/testing/api-client.ts";
import { testDatabase, urlOf } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { aCustomer, anOrderCreated } from "#server/testing/factories.ts";
import { mailHandler } from "#server/testing/pipeline.ts";
import { ageHeartbeats } from "#server/testing/running-process.ts";
import { startWorker } from "#server/testing/start-process.ts";

const pool = await testDatabase();
const sink = await startLocalMailServer({ db: pool, port: 0, hangMilliseconds: 14_000 });
afterAll(() => sink.stop());
const api = await serveApi();
const customerId = await aCustomer(pool);
const start = (duties: string[] = []) =>
  startWorker({ DATABASE_URL: urlOf(pool), SMTP_URL: `smtp://127.0.0.1:${sink.port}`, BUILD_ID: "c3d4f1e" }, duties);
const patience = { timeoutMs: 20_000, everyMs: 50 };

async function rowOf(pid: number | undefined) {
  const answer = await api.call("GET", "/api/v1/workers", { headers: asOperator });
  expect(answer.status, answer.text).toBe(200);
  return processListDto.parse(JSON.parse(answer.text)).items.find((row) => row.pid === pid);
}

test("a worker is listed with its hanging mail in flight, drains on SIGTERM, and leaves no row", async () => {
  const worker = start();
  const { pid } = worker.child;
  const row = await eventually(() => rowOf(pid), patience);
  expect(row).toMatchObject({
    ...{ kind: "worker", state: "alive", build: "c3d4f1e", duties: ["relay", "deliver", "collect"] },
    hands: expect.arrayContaining([{ handler: mailHandler, label: "Order mails", inHand: 0, concurrency: 10 }]),
  });
  await anOrderCreated(pool, { customerId, email: "hang+ada@example.com" });
  await eventually(
    async () => (await rowOf(pid))?.hands.some(({ handler, inHand }) => handler === mailHandler && inHand === 1),
    patience,
  );
  worker.child.kill("SIGTERM");
  await eventually(async () => (await rowOf(pid))?.state === "draining", patience);
  expect(await worker.ended).toBe(0);
  await eventually(async () => (await rowOf(pid)) === undefined, patience);
}, 60_000);

test("a killed worker is listed as silent, then as gone, with its last state", async () => {
  const worker = start(["relay"]);
  const { pid } = worker.child;
  await eventually(() => rowOf(pid), patience);
  worker.child.kill("SIGKILL");
  expect(await worker.ended).toBe("SIGKILL");
  expect(await rowOf(pid)).toMatchObject({ state: "alive", duties: ["relay"], hands: [] });
  await ageHeartbeats(pool, 25);
  // Requests within the same second get the same response.
  await eventually(async () => (await rowOf(pid))?.state === "silent", patience);
  await ageHeartbeats(pool, 35);
  await eventually(async () => (await rowOf(pid))?.state === "gone", patience);
  expect(await rowOf(pid)).toMatchObject({ build: "c3d4f1e" });
}, 60_000);
