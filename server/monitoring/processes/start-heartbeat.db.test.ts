import { hostname } from "node:os";
import { beforeEach, expect, test } from "vitest";
import { processListDto } from "#server/contracts/monitoring/process.ts";
import { getSnapshot } from "#server/monitoring/pipeline/get-snapshot.ts";
import { listProcesses } from "#server/monitoring/processes/list-processes.ts";
import { deleteOldProcesses } from "#server/monitoring/processes/sql/delete-old-processes.ts";
import { type Heartbeat, startHeartbeat } from "#server/monitoring/processes/start-heartbeat.ts";
import { createPool } from "#server/platform/database/db.ts";
import { testDatabase } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { ageHeartbeats } from "#server/testing/running-process.ts";

const pool = await testDatabase();
beforeEach(() => pool.query("truncate running_process"));

const duties = ["relay", "deliver", "collect"];
const never = new AbortController().signal;
const rows = async () => processListDto.parse(await listProcesses()).items;
const rowOf = async ({ id }: Heartbeat) => (await rows()).find((row) => row.id === id);
/** A worker that sends one heartbeat unless `everyMs` is given. */
async function aWorker(options: Partial<Parameters<typeof startHeartbeat>[1]> = {}) {
  const heartbeat = startHeartbeat(pool, { kind: "worker", signal: never, duties, everyMs: 60_000, ...options });
  await eventually(() => rowOf(heartbeat));
  return heartbeat;
}

test("writes kind, host, build, start, memory and deliveries in flight with the first heartbeat", async () => {
  const inFlight = () => [{ handler: "order-notifications", inFlight: 3, concurrency: 10 }];
  const heartbeat = await aWorker({ inFlight });
  const row = await rowOf(heartbeat);
  expect(row).toMatchObject({
    ...{ kind: "worker", state: "alive", host: hostname(), pid: process.pid, duties },
    hands: [{ handler: "order-notifications", label: "Order mails", inHand: 3, concurrency: 10 }],
  });
  expect(row?.residentBytes).toBeGreaterThan(20_000_000);
  expect(row?.heapUsedBytes).toBeGreaterThan(5_000_000);
  expect(row?.loopDelaySeconds).toBeGreaterThanOrEqual(0);
  const startedAgo = Date.now() - Date.parse(row?.startedAt ?? "");
  expect(Math.abs(startedAgo / 1_000 - process.uptime())).toBeLessThan(5);
  await heartbeat.stop();
  // The deploy outlives the row.
  await eventually(async () => (await pool.query("select from deploy where build = $1", [row?.build])).rowCount === 1);
});

test("updates the row with a further heartbeat and inserts no other", async () => {
  let inFlight = 0;
  const heartbeat = await aWorker({
    inFlight: () => [{ handler: "order-notifications", inFlight, concurrency: 10 }],
    everyMs: 10,
  });
  const first = await rowOf(heartbeat);
  inFlight = 7;
  await eventually(async () => (await rowOf(heartbeat))?.hands[0]?.inHand === 7);
  const later = await rowOf(heartbeat);
  expect(Date.parse(later?.seenAt ?? "")).toBeGreaterThan(Date.parse(first?.seenAt ?? ""));
  expect(Math.abs(Date.parse(later?.startedAt ?? "") - Date.parse(first?.startedAt ?? ""))).toBe(0);
  expect(await rows()).toHaveLength(1);
  await heartbeat.stop();
});

test("reports draining at once at shutdown, and deletes its row at the end", async () => {
  const ending = new AbortController();
  const heartbeat = await aWorker({ signal: ending.signal });
  expect((await getSnapshot()).workers).toBe(1);
  ending.abort();
  await eventually(async () => (await rowOf(heartbeat))?.state === "draining");
  expect((await getSnapshot()).workers).toBe(0);
  await heartbeat.stop();
  expect(await rows()).toEqual([]);
});

test("does not insert the row again when a heartbeat is running at the end", async () => {
  const heartbeats = Array.from({ length: 10 }, () =>
    startHeartbeat(pool, { kind: "worker", signal: never, everyMs: 60_000 }),
  );
  await Promise.all(heartbeats.map((heartbeat) => heartbeat.stop()));
  expect(await rows()).toEqual([]);
});

test("ends within seconds and without an error while the table is locked", async () => {
  const heartbeat = await aWorker();
  const holder = await pool.connect();
  await holder.query("begin; lock table running_process in access exclusive mode");
  const since = performance.now();
  await heartbeat.stop();
  expect(performance.now() - since).toBeLessThan(5_000);
  await holder.query("rollback");
  holder.release();
});

test("only misses heartbeats while the database is unavailable", async () => {
  const away = createPool("postgresql://redeliver@127.0.0.1:1/none");
  let broken = true;
  const query = ((...given: Parameters<typeof pool.query>) =>
    (broken ? away : pool).query(...given)) as typeof pool.query;
  const heartbeat = startHeartbeat({ query }, { kind: "worker", signal: never, duties, everyMs: 10 });
  const lost = startHeartbeat(away, { kind: "web", signal: never, everyMs: 10 });
  await eventually(() => rows());
  broken = false;
  await eventually(() => rowOf(heartbeat));
  await lost.stop();
  await heartbeat.stop();
  await away.end();
});

test("is silent after 25 s without a heartbeat and gone after a minute; the row is deleted after a day", async () => {
  const heartbeat = await aWorker();
  const state = async () => (await rowOf(heartbeat))?.state;
  const workers = async () => (await getSnapshot()).workers;
  await ageHeartbeats(pool, 20);
  expect([await state(), await workers()]).toEqual(["alive", 1]);
  await ageHeartbeats(pool, 5);
  expect([await state(), await workers()]).toEqual(["silent", 0]);
  await ageHeartbeats(pool, 35);
  expect([await state(), await workers()]).toEqual(["gone", 0]);
  await ageHeartbeats(pool, 86_300);
  expect(await deleteOldProcesses(pool)).toBe(0);
  await ageHeartbeats(pool, 60);
  expect(await deleteOldProcesses(pool)).toBe(1);
  await heartbeat.stop();
});

test("is alive again after its next heartbeat, also when its row was deleted", async () => {
  const heartbeat = await aWorker({ everyMs: 50 });
  await ageHeartbeats(pool, 40);
  await eventually(async () => (await rowOf(heartbeat))?.state === "alive");
  await pool.query("delete from running_process");
  await eventually(async () => (await rowOf(heartbeat))?.state === "alive");
  await heartbeat.stop();
});

test("lists silent processes first and lost ones last, and counts only workers that deliver", async () => {
  const gone = await aWorker();
  await ageHeartbeats(pool, 60);
  const silent = await aWorker();
  await ageHeartbeats(pool, 30);
  const web = await aWorker({ kind: "web", duties: [] });
  const relay = await aWorker({ duties: ["relay"] });
  expect((await rows()).map(({ id }) => id)).toEqual([silent.id, relay.id, web.id, gone.id]);
  expect((await getSnapshot()).workers).toBe(0);
  await Promise.all([gone, silent, web, relay].map((heartbeat) => heartbeat.stop()));
});
