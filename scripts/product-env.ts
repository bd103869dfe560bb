import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makeDataDir } from "#scripts/make-data-dir.ts";
import { freePort } from "#scripts/pick-port.ts";
import type { DemoMode } from "#server/contracts/identity/demo.ts";
import { parseEnv } from "#server/platform/env/env.ts";

export type RawEnv = Record<string, string | undefined>;

export type Plan = {
  /** The environment of web, worker and sink. */
  env: RawEnv;
  host: string;
  embedded: boolean;
  demo: DemoMode;
  /** The local mail server runs beside the product. */
  sink: boolean;
};

/** DEMO_MODE for the child processes, so that they decide alike (server/platform/env/demo-mode.ts). */
const settingOf = { off: "0", local: "1", public: "public" } as const satisfies Record<DemoMode, string>;

/** Derives the environment of the processes from the given one: demo, local sink and webhook secret. */
export async function planProduct(given: RawEnv, dataDir: string, mode: "production" | "development"): Promise<Plan> {
  const env: RawEnv = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
  const checked = parseEnv({ ...env, NODE_ENV: mode });
  const embedded = checked.DATABASE_URL === undefined;
  const demo = checked.DEMO_MODE;
  const sink = checked.SMTP_URL === undefined;
  const set: RawEnv = {
    NODE_ENV: mode,
    HOST: checked.HOST,
    DATA_DIR: dataDir,
    DEMO_MODE: settingOf[demo],
    // A product started in a terminal has no balancer: Ctrl-C ends it at once.
    DRAIN_SECONDS: env.DRAIN_SECONDS ?? "0",
    NEXT_TELEMETRY_DISABLED: "1",
  };
  // A DIRECT_URL beside no DATABASE_URL would send the migrations to another server than the orders.
  if (embedded) set.DIRECT_URL = undefined;
  if (sink) {
    set.SINK_SMTP_PORT = env.SINK_SMTP_PORT ?? String(await freePort());
    set.SINK_HTTP_PORT = env.SINK_HTTP_PORT ?? String(await freePort());
    set.SMTP_URL = `smtp://127.0.0.1:${set.SINK_SMTP_PORT}`;
  }
  if (demo !== "off" && sink && !checked.WAREHOUSE_WEBHOOK_URL) {
    set.WAREHOUSE_WEBHOOK_URL = `http://127.0.0.1:${set.SINK_HTTP_PORT}/webhooks/warehouse`;
    set.WAREHOUSE_WEBHOOK_SECRET = checked.WAREHOUSE_WEBHOOK_SECRET ?? keptSecret(dataDir);
  }
  return { env: { ...env, ...set }, host: checked.HOST, embedded, demo, sink };
}

/** Created once: deliveries signed before a restart must verify after it. */
function keptSecret(dataDir: string): string {
  const file = path.join(dataDir, "webhook-secret");
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  makeDataDir(dataDir);
  const secret = randomBytes(32).toString("hex");
  writeFileSync(file, `${secret}\n`, { mode: 0o600 });
  return secret;
}
