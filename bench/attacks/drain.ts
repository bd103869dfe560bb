import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Attack, defineAttack } from "#bench/attacks/define-attack.ts";
import { none, type Row } from "#bench/rig/report.ts";
import { startStore } from "#bench/rig/start-store.ts";
import { requestContinuously } from "#server/testing/request-continuously.ts";
import { freePort } from "#server/testing/servers/free-port.ts";
import { startBalancer } from "#server/testing/servers/start-balancer.ts";

const drainSeconds = 4;

/** A web process of the attack's own, over the database of the product. */
async function startWeb(databaseUrl: string) {
  const port = await freePort();
  const token = randomBytes(24).toString("hex");
  const env = {
    ...{ NODE_ENV: "production", DATABASE_URL: databaseUrl, PORT: String(port), API_TOKEN: token, DEMO_MODE: "0" },
    DRAIN_SECONDS: String(drainSeconds),
  };
  return { port, ...(await startStore({ origin: `http://127.0.0.1:${port}`, token, env })) };
}

/** Two web processes behind a balancer that polls every 250 ms; one gets SIGTERM under load. */
async function stopOne({ databaseUrl }: { databaseUrl: string }): Promise<Row[]> {
  const webs = [await startWeb(databaseUrl), await startWeb(databaseUrl)];
  const balancer = await startBalancer(webs.map(({ port }) => port));
  const stop = new AbortController();
  const asking = requestContinuously(balancer.origin, ["/api/v1/products", "/api/livez"], stop.signal);
  try {
    await sleep(1_000);
    await balancer.polled();
    webs[0]?.child.kill("SIGTERM");
    await webs[0]?.ended;
    await sleep(500);
  } finally {
    stop.abort();
    await asking;
    await balancer.close();
    for (const { child } of webs) child.kill("SIGTERM");
    await Promise.all(webs.map(({ ended }) => ended));
  }
  const { answered, failures, statuses } = await asking;
  const refused = Object.entries(statuses).reduce((sum, [status, count]) => sum + (status === "200" ? 0 : count), 0);
  return [
    none("requests refused, reset or cut while a web process was stopped", failures.length),
    none("requests answered other than 200 meanwhile", refused),
    { what: "requests answered meanwhile", found: answered, wanted: "≥ 100", holds: answered >= 100 },
  ];
}

export const drain: Attack = defineAttack({
  name: "drain",
  title: "A web process is stopped behind a balancer",
  run: stopOne,
});
