import { getEventListeners } from "node:events";
import { readdirSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeEach, expect, test } from "vitest";
import { liveSnapshotDto } from "#server/contracts/monitoring/live.ts";
import { app } from "#server/http/app.ts";
import { createRequestListener } from "#server/http/server/request-listener.ts";
import { recheck } from "#server/identity/access/recheck.ts";
import { liveBroadcast } from "#server/monitoring/live/watch-live.ts";
import { asOperator, serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { type EventStream, openEventStream } from "#server/testing/event-stream.ts";
import { eventually } from "#server/testing/eventually.ts";
import { aDeadLetter, anOrderCreated } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { aSession } from "#server/testing/session.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(() => pipeline.stop());
const closing = new AbortController();
const api = await serveApi(
  createRequestListener({ app, fallback: (_, outgoing) => void outgoing.end(), closing: closing.signal }),
);
const broadcast = liveBroadcast(recheck);

/** Waits until all earlier streams are closed and reading has stopped. */
const quiet = () => eventually(() => broadcast.viewers.size === 0);
beforeEach(quiet);

const watch = (headers: Record<string, string> = asOperator) => openEventStream(api.port, headers);

function shown(stream: EventStream): Record<string, number> {
  const { pipeline: seen } = liveSnapshotDto.parse(stream.newest("snapshot"));
  const mail = seen.handlers.find(({ handler }) => handler === mailHandler);
  return {
    pending: seen.outbox.pending,
    ready: mail?.ready ?? -1,
    dead: mail?.dead ?? -1,
    delivered: mail?.delivered ?? -1,
  };
}

async function counted(): Promise<Record<string, number>> {
  const { rows } = await pool.query<Record<string, number>>(
    `select (select count(*) from outbox_pending) as pending, count(*) filter (where state = 'queued' and sending_since is null) as ready,
            count(*) filter (where state = 'dead') as dead, count(*) filter (where state = 'delivered') as delivered
     from delivery where handler = $1`,
    [mailHandler],
  );
  return rows[0] ?? {};
}

test("shows what SQL counts within two seconds of every change, and exactly that when idle", async () => {
  const stream = await watch();
  expect(stream.status).toBe(200);
  expect(stream.headers).toMatchObject({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store, no-transform",
    "x-accel-buffering": "no",
  });
  const changes = [
    () => anOrderCreated(pool),
    () => pipeline.tick(),
    () => pipeline.work(),
    () => aDeadLetter(pool, pipeline),
    () => Promise.all([anOrderCreated(pool), anOrderCreated(pool), pipeline.tick()]),
    async () => {
      const { delivery } = await aDeadLetter(pool, pipeline);
      const headers = { ...asOperator, "if-match": "*" };
      await api.call("POST", `/api/v1/dead-letters/${delivery.id}/discard`, { headers, json: { reason: "A test" } });
    },
  ];
  for (const change of [...changes, ...changes].slice(0, 11)) {
    await change();
    const truth = await counted();
    await eventually(() => isDeepStrictEqual(shown(stream), truth), { timeoutMs: 2_000, everyMs: 5 });
  }
  expect(shown(stream)).toEqual(await counted());
  const ids = stream.events.filter(({ name }) => name === "snapshot").map(({ id }) => Number(id));
  expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  expect(new Set(ids).size).toBe(ids.length);
  stream.kill();
});

test("closes streams after a change of role, account, session, token or secret, and no others", async () => {
  const admin = await aSession(pool, "admin");
  const asAdmin = { cookie: admin.cookie };
  const [demoted, disabled, leaving, everywhere, neighbour] = await Promise.all(
    (["operator", "viewer", "operator", "operator", "operator"] as const).map((role) => aSession(pool, role)),
  );
  if (!demoted || !disabled || !leaving || !everywhere || !neighbour) throw new Error("five were made");
  const tokens: { id: string; token: string }[] = [];
  for (const name of ["revoked", "replaced", "overlapping", "kept"]) {
    const made = await api.call("POST", "/api/v1/tokens", { headers: asAdmin, json: { name, role: "viewer" } });
    tokens.push(JSON.parse(made.text));
  }
  const [revoked, replaced, overlapping, kept] = tokens.map(({ token }) => ({ authorization: `Bearer ${token}` }));
  const cookieOf = ({ cookie }: { cookie: string }) => ({ cookie });
  const going = await Promise.all(
    [...[demoted, disabled, leaving, everywhere].map(cookieOf), { ...revoked }, { ...replaced }].map((headers) =>
      watch(headers),
    ),
  );
  const staying = await Promise.all(
    [cookieOf(neighbour), { ...kept }, { ...overlapping }, asOperator].map((headers) => watch(headers)),
  );
  await eventually(() => [...going, ...staying].every((stream) => stream.newest("snapshot") !== undefined));

  const at = Date.now();
  const done = await Promise.all([
    api.call("PATCH", `/api/v1/users/${demoted.userId}`, { headers: asAdmin, json: { role: "viewer" } }),
    api.call("PATCH", `/api/v1/users/${disabled.userId}`, { headers: asAdmin, json: { disabled: true } }),
    api.call("DELETE", "/api/v1/session", { headers: cookieOf(leaving) }),
    api.call("DELETE", "/api/v1/sessions", { headers: cookieOf(everywhere) }),
    api.call("DELETE", `/api/v1/tokens/${tokens[0]?.id}`, { headers: asAdmin }),
    api.call("POST", `/api/v1/tokens/${tokens[1]?.id}/rotate`, { headers: asAdmin, json: { overlapHours: 0 } }),
    api.call("POST", `/api/v1/tokens/${tokens[2]?.id}/rotate`, { headers: asAdmin, json: { overlapHours: 1 } }),
  ]);
  expect(done.filter(({ status }) => status >= 300)).toEqual([]);
  await eventually(() => going.every((stream) => stream.ended()?.clean === true), { timeoutMs: 15_000 });
  expect(Date.now() - at).toBeLessThan(30_000);

  // The other streams stay open and receive changes.
  const before = staying.map((stream) => stream.events.length);
  await anOrderCreated(pool);
  await eventually(() => staying.every((stream, index) => stream.events.length > (before[index] ?? 0)));
  expect(staying.map((stream) => stream.ended())).toEqual([undefined, undefined, undefined, undefined]);
  for (const headers of [cookieOf(disabled), cookieOf(leaving), { ...revoked }, { ...replaced }]) {
    expect((await watch(headers)).status).toBe(401);
  }
  for (const stream of staying) stream.kill();
});

test("returns 429 to the eleventh stream of a session, and 403 to another site", async () => {
  const { cookie } = await aSession(pool, "viewer");
  const streams = [];
  for (let number = 0; number < 10; number += 1) streams.push(await watch({ cookie }));
  const refused = await watch({ cookie });
  expect(refused.status).toBe(429);
  expect(refused.headers["retry-after"]).toBe("10");
  const another = await watch();
  expect(another.status).toBe(200);
  const { cookie: other } = await aSession(pool, "admin");
  expect((await watch({ cookie: other, "sec-fetch-site": "same-site" })).status).toBe(403);
  expect((await watch({ cookie: other, origin: "https://evil.example" })).status).toBe(403);
  for (const stream of [...streams, another]) stream.kill();
});

const files = () => readdirSync("/proc/self/fd").length;
const connections = async () => {
  const { rows } = await pool.query<{ count: number }>(
    "select count(*) from pg_stat_activity where datname = current_database()",
  );
  return rows[0]?.count ?? 0;
};

/** The number of connections that LISTEN. */
const listening = async () => {
  const { rows } = await pool.query<{ count: number }>(
    "select count(*) from pg_stat_activity where datname = current_database() and query like 'listen%'",
  );
  return rows[0]?.count ?? 0;
};

/** The number of readings during `during`. */
async function readings(during: () => Promise<unknown>): Promise<number> {
  const before = broadcast.counts.readings;
  await during();
  return broadcast.counts.readings - before;
}

test.runIf(process.platform === "linux")(
  "200 viewers cost as many readings as one, and leave no descriptor, listener or connection behind when they die",
  { timeout: 60_000 },
  async () => {
    const sessions = await Promise.all(Array.from({ length: 20 }, () => aSession(pool, "viewer")));
    const threeChanges = async (stream: EventStream) => {
      for (let change = 0; change < 3; change += 1) {
        const seen = stream.events.length;
        await anOrderCreated(pool);
        await eventually(() => stream.events.length > seen);
      }
    };
    const lone = await watch();
    await eventually(() => lone.newest("snapshot"));
    const forOne = await readings(() => threeChanges(lone));
    lone.kill();
    await quiet();
    const baseline = { files: files(), connections: await connections() };

    for (let round = 0; round < 2; round += 1) {
      const streams = await Promise.all(
        sessions.flatMap(({ cookie }) => Array.from({ length: 10 }, () => watch({ cookie }))),
      );
      await eventually(() => streams.every((stream) => stream.newest("snapshot") !== undefined), { timeoutMs: 10_000 });
      expect(broadcast.viewers.size).toBe(200);
      expect(await listening()).toBe(1);
      const [first] = streams;
      if (round === 0 && first) expect(await readings(() => threeChanges(first))).toBeLessThanOrEqual(forOne + 2);
      for (const stream of streams) stream.kill();
      await quiet();
    }
    await eventually(
      async () => {
        expect(Math.abs(files() - baseline.files)).toBeLessThanOrEqual(5);
        expect(Math.abs((await connections()) - baseline.connections)).toBeLessThanOrEqual(5);
        expect(getEventListeners(closing.signal, "abort")).toEqual([]);
        return true;
      },
      { timeoutMs: 10_000 },
    );
  },
);

test("ends every stream cleanly when the server stops", async () => {
  const streams = await Promise.all([watch(), watch()]);
  await eventually(() => streams.every((stream) => stream.newest("snapshot") !== undefined));
  closing.abort();
  await eventually(() => streams.every((stream) => stream.ended()?.clean === true), { timeoutMs: 1_000 });
});
