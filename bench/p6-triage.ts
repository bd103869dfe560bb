import { randomBytes } from "node:crypto";
import type pg from "pg";
import { settleServer, withDatabase } from "#bench/rig/bench-database.ts";
import type { Benchmark } from "#bench/rig/benchmark.ts";
import { interleave } from "#bench/rig/interleave.ts";
import type { Measured } from "#bench/rig/judge-figure.ts";
import { seedDeadLetters } from "#bench/rig/seed-dead-letters.ts";
import { commonTerm, rareTerm } from "#bench/rig/seed-statements.ts";
import { startServer } from "#bench/rig/start-server.ts";
import { timeRequests } from "#bench/rig/time-requests.ts";
import { routes } from "#server/http/app.ts";
import { createPool } from "#server/platform/database/db.ts";
import { freePort } from "#server/testing/servers/free-port.ts";

export type Triage = {
  origin: string;
  headers: { authorization: string };
  ids: string[];
  causes: string[];
  orders: string[];
};

/** Serves the API over a database with this number of dead letters while `work` runs. */
export const withTriage = <T>(
  server: Parameters<typeof withDatabase>[0],
  count: number,
  work: (triage: Triage) => Promise<T>,
): Promise<T> =>
  withDatabase(server, { migrated: true }, async (url) => {
    const pool = createPool(url, { max: 2 });
    const since = performance.now();
    await seedDeadLetters(pool, count);
    console.log(
      `  seeded ${count.toLocaleString("en")} dead letters in ${Math.round((performance.now() - since) / 1_000)} s`,
    );
    const names = await readNames(pool).finally(() => pool.end());
    const token = randomBytes(24).toString("hex");
    const port = await freePort();
    const api = await startServer({
      args: ["bench/rig/serve-api.ts"],
      ...{ port, path: "/api/livez", env: { DATABASE_URL: url, PORT: String(port), API_TOKEN: token } },
    });
    try {
      return await work({
        origin: `http://127.0.0.1:${port}`,
        headers: { authorization: `Bearer ${token}` },
        ...names,
      });
    } finally {
      await api.stop();
    }
  });

/** Samples of each kind over the whole range, so that no request repeats the previous read. */
async function readNames(pool: pg.Pool): Promise<Pick<Triage, "ids" | "causes" | "orders">> {
  const { rows } = await pool.query<{ id: string; subject: string }>(
    "select id, subject from delivery where position % ((select max(position) from delivery) / 100) = 3 order by position",
  );
  const causes = await pool.query<{ fingerprint: string }>("select fingerprint from cause order by dead desc limit 50");
  return {
    ids: rows.map(({ id }) => id),
    orders: rows.map(({ subject }) => subject.slice("orders/".length)),
    causes: causes.rows.map(({ fingerprint }) => fingerprint),
  };
}

type Path = (triage: Triage, number: number) => string;
const list = "/api/v1/dead-letters";
const explorer = "/api/v1/messages";
const pick = (from: readonly string[], number: number) => from[number % from.length] ?? "";

const requests: Record<string, Path> = {
  "first page": () => list,
  "one cause": ({ causes }, number) => `${list}?cause=${pick(causes, number)}`,
  handler: () => `${list}?handler=warehouse-webhook`,
  "failure code": () => `${list}?code=smtp_deferred`,
  type: () => `${list}?type=order.cancelled`,
  attempts: () => `${list}?attempts=7`,
  "failed again": () => `${list}?replayed=yes`,
  order: ({ orders }, number) => `${list}?order=${pick(orders, number)}`,
  "handler + code": () => `${list}?handler=order-notifications&code=unexpected`,
  "between + handler": () => `${list}?handler=account-mails&until=${daysAgo(20)}&since=${daysAgo(21)}`,
  "cause + attempts": ({ causes }, number) => `${list}?cause=${pick(causes, number)}&attempts=3`,
  "three that exclude each other": () => `${list}?code=unexpected&type=order.created&attempts=99`,
  "open one": ({ ids }, number) => `${list}/${pick(ids, number)}`,
  "all messages": () => explorer,
  "dead messages": () => `${explorer}?state=dead&handler=account-mails`,
  "an order's messages": ({ orders }, number) => `${explorer}?order=${pick(orders, number)}`,
  "messages of which none fits": () => `${explorer}?state=delivered`,
};
const searches: Record<string, Path> = {
  "a term in 10 rows": () => `${list}?q=${rareTerm}`,
  "a term in none": () => `${list}?q=obsidian-harbour`,
  "a term in all": () => `${list}?q=${commonTerm}`,
};
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

/** P6: triage at 1,000,000 dead letters in 500 causes, against the same request at 10,000. p95 of one request after another. */
export const benchTriage: Benchmark = (run) => {
  const large = run.tiny ? 2_000 : run.quick ? 100_000 : 1_000_000;
  const small = run.tiny ? 1_000 : 10_000;
  const times = run.tiny ? 5 : 50;
  const causes: Record<string, Path> = routes.some(({ path }) => path === "/api/v1/causes")
    ? { "causes page": () => "/api/v1/causes" }
    : {};
  return withTriage(run.server, small, (baseline) =>
    withTriage(run.server, large, async (ours) => {
      await settleServer(run.server);
      const side = (triage: Triage, path: Path, count: number) => (round: number) =>
        timeRequests(count, (number) => ({
          url: triage.origin + path(triage, number + round * count),
          headers: triage.headers,
        }));
      const figures: Measured[] = [];
      const worst = Array.from({ length: Math.min(run.rounds, 3) }, () => 0);
      for (const [name, path] of Object.entries({ ...causes, ...requests })) {
        // Once for both, unmeasured: the first run reads plans and pages.
        for (const triage of [ours, baseline]) await side(triage, path, 5)(90);
        const seen = await interleave(worst.length, {
          ours: side(ours, path, times),
          baseline: side(baseline, path, times),
        });
        seen.ours.forEach((value, round) => {
          worst[round] = Math.max(worst[round] ?? 0, value);
        });
        figures.push({
          ...{ id: `P6 ${name}`, what: `${name}, p95 at ${large} against ${small}`, unit: "ms" },
          ...{ ours: seen.ours, baseline: seen.baseline, goal: { of: "ratio", atMost: 3, aim: "1.2" } },
        });
      }
      figures.push({
        ...{ id: "P6 slowest", what: "the slowest p95 of the above", unit: "ms" },
        ...{ ours: worst, goal: { of: "ours", atMost: 200, aim: "–" } },
      });
      for (const [name, path] of Object.entries(searches)) {
        for (const triage of [ours, baseline]) await side(triage, path, 2)(90);
        const seen = await interleave(1, { ours: side(ours, path, times), baseline: side(baseline, path, times) });
        figures.push({
          ...{ id: `P6 ${name}`, what: `search for ${name}, p95 at ${large}, or its deadline`, unit: "ms" },
          ...{ ours: seen.ours, baseline: seen.baseline, goal: { of: "ours", atMost: 500, aim: "–" } },
        });
      }
      return figures;
    }),
  );
};
