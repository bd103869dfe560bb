import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Addresses } from "#scripts/banner.ts";
import { build, isBuilt } from "#scripts/build.ts";
import { createEcho } from "#scripts/child-output.ts";
import { isFree, pickPort } from "#scripts/pick-port.ts";
import { endWithParent } from "#scripts/postmaster.ts";
import { envOf, noticeOfRoles, roleUrlsOf } from "#scripts/process-env.ts";
import { planProduct, type RawEnv } from "#scripts/product-env.ts";
import { printLine, printNothing, type Say, step } from "#scripts/progress.ts";
import { runMigrate } from "#scripts/run-migrate.ts";
import { servePostgres } from "#scripts/serve-postgres.ts";
import { createShutdown, type Shutdown } from "#scripts/shutdown.ts";
import { type Child, superviseChild } from "#scripts/supervise-child.ts";
import { takeLock } from "#scripts/take-lock.ts";
import { originOf, waitForChild, waitForWeb } from "#scripts/wait-ready.ts";
import { takeSetUpLink } from "#server/identity/accounts/set-up-link.ts";
import { isLoopback } from "#server/platform/is-loopback.ts";
import type { RoleName } from "#server/platform/roles/database-roles.ts";

export type Product = {
  origin: string;
  addresses: Addresses;
  /** The URL of the owner. Only migrate connects as the owner. */
  databaseUrl: string;
  pids: () => Record<string, number | undefined>;
  /** Drains web and worker, then the sink, then PostgreSQL. Releases the data folder last. */
  stop: () => Promise<void>;
};

export type StartOptions = {
  /** Overrides DATA_DIR. */
  dataDir?: string;
  /** Overrides PORT. A busy port is an error. */
  port?: number;
  env: RawEnv;
  quiet?: boolean;
  mode?: "production" | "development";
};

/** Next reloads pages; the API is plain Node, which can watch folders on Linux since 24 only. */
const watchWeb =
  Number(process.versions.node.split(".")[0]) >= 24 ? ["--watch-path=server", "--watch-path=workers"] : [];

/** Starts the complete product as `npm start` does. Resolves when it takes orders. */
export async function startAll(options: StartOptions, shutdown: Shutdown = createShutdown()): Promise<Product> {
  try {
    return await startParts(options, shutdown);
  } catch (error) {
    await shutdown.stop();
    throw error;
  }
}

async function startParts(options: StartOptions, shutdown: Shutdown): Promise<Product> {
  const { mode = "production" } = options;
  const { signal } = shutdown;
  const say: Say = options.quiet ? printNothing : printLine;
  const echo = createEcho(say);
  const dataDir = path.resolve(options.dataDir ?? (options.env.DATA_DIR || ".data"));
  // First: a fault in the environment is reported before anything is touched.
  const plan = await planProduct(options.env, dataDir, mode);

  const lock = takeLock(dataDir);
  await shutdown.add({ stop: async () => lock.release(), kill: lock.release });
  const asked = options.port ?? (options.env.PORT ? Number(options.env.PORT) : undefined);
  // The children of a killed supervisor may need a moment to release the port.
  for (let checks = 0; lock.takenOver && asked && checks < 50 && !(await isFree(asked, plan.host)); checks++)
    await sleep(100);
  const port = await pickPort(asked, plan.host);
  if (asked === undefined && port !== 3000) say(`! Port 3000 is in use. The store is on port ${port}.`);
  // Off loopback the public name is unknown. A default would be the only Host that is answered.
  const here = isLoopback(plan.host) ? originOf(plan.host, port) : undefined;
  const env: RawEnv = { ...plan.env, PORT: String(port), APP_URL: plan.env.APP_URL ?? here };

  let where = "in the database that DATABASE_URL names";
  let roleUrls = roleUrlsOf(env);
  if (plan.embedded) {
    const postgres = await step(say, "Starting PostgreSQL", "PostgreSQL is up", () => servePostgres(dataDir, say));
    await shutdown.add(postgres);
    for (const notice of postgres.notices) say(`! ${notice}`);
    env.DATABASE_URL = postgres.url;
    roleUrls = postgres.roleUrls;
    where = postgres.cluster.startsWith(dataDir) ? dataDir : `${dataDir} and ${postgres.cluster}`;
  }
  const notice = noticeOfRoles(roleUrls);
  if (notice) say(`! ${notice}`);
  signal.throwIfAborted();
  const migrating = () => runMigrate({ env, dataDir, echo, signal });
  await step(say, "Migrating the database", "The database is migrated", migrating);
  if (mode === "production" && !isBuilt()) {
    await step(say, "Building the web application", "The web application is built", () => build(signal));
  }
  signal.throwIfAborted();

  const origin = originOf(plan.host, port);
  const children = new Map<string, Child>();
  const start = (name: RoleName, ready?: string, watch = ["--watch"]) => {
    const watching = mode === "development" && watch.length > 0;
    const child = superviseChild({
      ...{ name, env: envOf(name, env, roleUrls), dataDir, say, echo },
      args: [...(watching ? [...watch, "--watch-preserve-output"] : []), `workers/${name}.ts`],
      prefix: watching ? endWithParent("TERM") : [],
      isReady: (line) => line.msg === ready,
      verbose: mode === "development",
    });
    children.set(name, child);
    return child;
  };
  const speaks = !env.LOG_LEVEL || ["debug", "info"].includes(env.LOG_LEVEL);
  await step(say, "Starting web, worker and local mail server", "All processes are running", async () => {
    const waits: Promise<void>[] = [];
    if (plan.sink) {
      const sink = start("sink", "sink is ready");
      await shutdown.add(sink);
      waits.push(waitForChild(sink, speaks, signal));
    }
    const web = start("web", undefined, watchWeb);
    const worker = start("worker", "worker is ready");
    const stop = () => Promise.all([web.stop(), worker.stop()]);
    await shutdown.add({ stop, kill: () => [web, worker].map((child) => child.kill()) });
    await Promise.all([...waits, waitForWeb(web, origin, signal), waitForChild(worker, speaks, signal)]);
  });

  const link = takeSetUpLink(dataDir);
  if (link) say(`! There is no account yet: create the first one at ${link}`);
  return {
    origin,
    addresses: {
      store: `${origin}/`,
      console: `${origin}/ops`,
      inbox: plan.sink ? `${origin}/inbox` : undefined,
      data: where,
      demo: plan.demo,
    },
    databaseUrl: env.DATABASE_URL ?? "",
    pids: () => Object.fromEntries([...children].map(([name, child]) => [name, child.pid()])),
    stop: shutdown.stop,
  };
}
