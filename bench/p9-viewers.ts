import { readdirSync, readFileSync } from "node:fs";
import { Agent, type ClientRequest, get } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { withDatabase } from "#bench/rig/bench-database.ts";
import type { Benchmark } from "#bench/rig/benchmark.ts";
import { countStatements } from "#bench/rig/count-statements.ts";
import { openStore } from "#bench/rig/open-store.ts";
import { publishBacklog } from "#bench/rig/publish-backlog.ts";
import { residentMegabytes } from "#bench/rig/resident-megabytes.ts";
import { hashToken, newApiToken } from "#server/identity/tokens/hash-token.ts";
import { createPool } from "#server/platform/database/db.ts";

type Viewer = { request: ClientRequest; snapshots: () => number };

/** A viewer of the console: reads the stream and counts what was sent. */
function openViewer(port: number, token: string, agent: Agent): Promise<Viewer> {
  return new Promise((resolve, reject) => {
    let snapshots = 0;
    const headers = { authorization: `Bearer ${token}` };
    const request = get({ host: "127.0.0.1", port, path: "/api/v1/events", headers, agent }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`P9: a stream was answered ${answer.statusCode}`));
      answer.on("data", (chunk: Buffer) => {
        snapshots += chunk.toString().split("event: snapshot").length - 1;
        if (snapshots > 0) resolve({ request, snapshots: () => snapshots });
      });
      answer.on("error", () => {});
    });
    request.on("error", reject);
  });
}

/** One token may hold ten streams. */
const streamsEach = 10;

/** Tokens of viewers, as Settings makes them. */
async function makeTokens(pool: pg.Pool, count: number): Promise<string[]> {
  const tokens = Array.from({ length: count }, newApiToken);
  await pool.query(
    `with owner as (
       insert into console_user (id, name, email, role) values (gen_random_uuid(), 'bench', gen_random_uuid() || '@example.com', 'viewer')
       returning id
     )
     insert into api_token (id, name, prefix, hash, role, created_by, owner_id)
     select gen_random_uuid(), 'viewer', 'rdl_', hash, 'viewer', 'bench', owner.id from owner, unnest($1::text[]) as t (hash)`,
    [tokens.map(hashToken)],
  );
  return tokens;
}

/** Seconds of processor that a process has had: fields 14 and 15 of /proc/<pid>/stat, in hundredths. */
function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
const descriptors = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

/** P9: 500 viewers of the console against one, and the leftovers after 200 viewers were lost several times. */
export const benchViewers: Benchmark = (run) =>
  withDatabase(run.server, { migrated: true }, async (url) => {
    const { server: web } = await openStore(url, (port) => ({
      args: ["workers/web.ts"],
      env: { PORT: String(port) },
    }));
    const pool = createPool(url, { max: 1 });
    const tokens = await makeTokens(pool, 200);
    let opened = 0;
    /** Each with the least recently used token: a lost viewer may still count at its own. */
    const openViewers = (count: number) =>
      Promise.all(
        Array.from({ length: count }, () => {
          const token = tokens[Math.floor(opened / streamsEach) % tokens.length] ?? "";
          opened += 1;
          return openViewer(web.port, token, agent);
        }),
      );
    const admin = new pg.Client({ connectionString: run.server.admin });
    await admin.connect();
    const connections = async () => {
      const { rows } = await admin.query(
        "select count(*)::int as count from pg_stat_activity where datname = $1 and backend_type = 'client backend'",
        [new URL(url).pathname.slice(1)],
      );
      return rows[0].count as number;
    };
    const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });
    const seconds = run.tiny ? 2 : run.quick ? 5 : 20;
    const many = run.tiny ? 20 : 500;
    const dying = run.tiny ? 10 : 200;
    let changing = true;
    // A change every second, so that every viewer is sent a whole snapshot every second.
    const changes = (async () => {
      while (changing) {
        await publishBacklog(pool, 1);
        await delay(1_000);
      }
    })();
    const look = async (viewers: readonly Viewer[]) => {
      await delay(3_000);
      const sent = viewers.map(({ snapshots }) => snapshots());
      const processor = processorSeconds(web.pid);
      const statements = await countStatements(run.server.admin, run.serverLog, seconds);
      const least = Math.min(...viewers.map(({ snapshots }, index) => snapshots() - (sent[index] ?? 0)));
      if (least < seconds / 2) throw new Error(`P9: a viewer was sent ${least} snapshots in ${seconds} s`);
      return {
        statements: [...statements.values()].reduce((sum, count) => sum + count, 0) / seconds,
        processor: (processorSeconds(web.pid) - processor) / seconds,
        memory: residentMegabytes(web.pid),
      };
    };
    try {
      const one = await openViewers(1);
      const alone = await look(one);
      const crowd = await openViewers(many - 1);
      const together = await look([...one, ...crowd]);
      for (const { request } of crowd) request.destroy();
      await delay(1_000);

      const before = { descriptors: descriptors(web.pid), connections: await connections() };
      for (let round = 0; round < (run.tiny ? 1 : 5); round += 1) {
        const dead = await openViewers(dying);
        for (const { request } of dead) request.destroy();
      }
      await delay(2_000);
      const after = { descriptors: descriptors(web.pid), connections: await connections() };
      const pair = (ours: number, baseline: number) => ({ ours: [ours], baseline: [baseline] });
      const most = (atMost: number, aim: string) => ({ of: "ratio", atMost, aim }) as const;
      return [
        {
          ...{ id: "P9 statements", what: `statements with ${many} viewers, against one`, unit: "/s" },
          ...{ ...pair(together.statements, alone.statements), goal: most(1.1, "same") },
        },
        {
          ...{ id: "P9 memory", what: `memory of web with ${many} viewers beyond that with one`, unit: "MB" },
          ...{ ours: [together.memory - alone.memory], goal: { of: "ours", atMost: 100, aim: "–" } as const },
        },
        {
          ...{ id: "P9 processor", what: `processor of web with ${many} viewers`, unit: "cores" },
          ...pair(together.processor, alone.processor),
        },
        {
          ...{
            id: "P9 descriptors",
            what: `open files of web after ${dying} viewers were lost, five times, against before`,
            unit: "files",
          },
          ...{ ...pair(after.descriptors, before.descriptors), goal: most(1.02, "same") },
        },
        {
          ...{
            id: "P9 connections",
            what: `database connections after ${dying} viewers were lost, five times, against before`,
            unit: "conns",
          },
          ...{ ...pair(after.connections, before.connections), goal: most(1, "same") },
        },
      ];
    } finally {
      changing = false;
      await changes.catch(() => {});
      agent.destroy();
      await Promise.all([pool.end(), admin.end()]);
      await web.stop();
    }
  });
