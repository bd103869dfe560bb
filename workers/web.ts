import "#server/modules.ts";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import path from "node:path";
import type { Duplex } from "node:stream";
import next from "next";
import { app as api } from "#server/http/app.ts";
import { createRequestListener } from "#server/http/server/request-listener.ts";
import { ListenError, startServer } from "#server/http/server/start-server.ts";
import { stopServing } from "#server/http/server/stop-serving.ts";
import { openSetUp } from "#server/identity/accounts/open-set-up.ts";
import { showSetUpLink } from "#server/identity/accounts/set-up-link.ts";
import { endDemo } from "#server/identity/sessions/end-demo.ts";
import { watchAlerts } from "#server/monitoring/alerts/watch-alerts.ts";
import { holdReadiness } from "#server/monitoring/metrics/health.ts";
import { startHeartbeat } from "#server/monitoring/processes/start-heartbeat.ts";
import { closeDatabase, db } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";
import { logFor } from "#server/platform/telemetry/log.ts";
import { logForeignLines } from "#server/platform/telemetry/log-foreign-lines.ts";
import { startTracing } from "#server/platform/telemetry/start-tracing.ts";
import { tracing } from "#server/platform/telemetry/tracing.ts";
import { runProcess } from "#workers/run-process.ts";
import { waitForDatabase } from "#workers/wait-for-database.ts";

/** After DRAIN_SECONDS; open requests get the larger part. The grace period of the platform must be longer. */
const endSeconds = 20;
const patienceMilliseconds = 15_000;
const defaultPort = 3000;
const logger = logFor("web");

type Pages = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

const originOf = (host: string, port: number) => {
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
};

await runProcess(logger, async (signal, endWithin) => {
  const { HOST: host, PORT: port = defaultPort, NODE_ENV, DATA_DIR, DRAIN_SECONDS } = env();
  endWithin(DRAIN_SECONDS + endSeconds);
  const dev = NODE_ENV === "development";
  if (!dev) logForeignLines(logger);
  await startTracing(env(), "web");
  const pool = db();
  let waitingFor: string | null = "The pages are being prepared.";
  let pages: Pages = async () => {};
  holdReadiness(waitingFor);

  const closing = new AbortController();
  const listener = createRequestListener({
    app: api,
    fallback: (incoming, outgoing) => pages(incoming, outgoing),
    notReady: () => waitingFor,
    stopping: signal,
    closing: closing.signal,
  });
  const server = await startServer(listener, host, port).catch((error: unknown) => {
    if (!(error instanceof ListenError)) throw error;
    logger.error(error.message);
    process.exit(1);
  });
  const upgraded = new Set<Duplex>();
  if (dev) server.on("upgrade", (_, socket) => upgraded.add(socket));

  const app = next({
    dev,
    dir: path.resolve(import.meta.dirname, ".."),
    hostname: host,
    port,
    quiet: true,
    // Next listens for upgrades on the server it is given: hot reload needs them, production has none to offer.
    httpServer: dev ? server : createServer(),
  });
  // better-auth takes a second to load: do it at the start, not at the first sign-in.
  await Promise.all([app.prepare(), import("#server/identity/sessions/auth.ts")]);
  pages = app.getRequestHandler();

  waitingFor = "The database is not ready yet: it does not respond, or migrations are missing.";
  holdReadiness(waitingFor);
  await waitForDatabase(pool, logger, signal);
  if (!signal.aborted) {
    const ended = await endDemo();
    if (ended.sessions + ended.tokens > 0) logger.warn(ended, "sessions and tokens of the demo were ended");
  }
  const token = signal.aborted ? null : await openSetUp();
  // Only to the terminal: the first visitor of this link becomes admin.
  const told = showSetUpLink(token && `${originOf(host, port)}/setup#${token}`, DATA_DIR);
  if (told) logger.info(told);
  // No balancer uses a process that was never ready, so there is nothing to drain.
  const wasReady = !signal.aborted;
  waitingFor = null;
  holdReadiness(null);
  const alerting = watchAlerts(pool, env(), signal, "web");
  const heartbeat = startHeartbeat(pool, { kind: "web", signal });
  if (!signal.aborted) logger.info({ url: originOf(host, port) }, "web is ready");

  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
  const drainSeconds = wasReady ? DRAIN_SECONDS : 0;
  const cutUpgraded = () => {
    for (const socket of upgraded) socket.destroy();
  };
  closing.signal.addEventListener("abort", cutUpgraded, { once: true });
  const cut = await stopServing(server, { drainSeconds, closing, patienceMilliseconds });
  if (cut > 0) logger.warn({ connections: cut }, "closed connections that were still busy after the drain");
  await app.close();
  await Promise.all([heartbeat.stop(), alerting]);
  await closeDatabase();
  await tracing()?.stop();
});
