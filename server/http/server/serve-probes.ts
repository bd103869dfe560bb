import type { Server } from "node:http";
import { startServer } from "#server/http/server/start-server.ts";
import { checkHealth } from "#server/monitoring/metrics/health.ts";
import { buildId } from "#server/platform/env/env.ts";
import { stuckLoops } from "#server/platform/telemetry/follow-loop.ts";

function live() {
  const stuck = stuckLoops();
  if (stuck.length === 0) return { status: "pass", releaseId: buildId() };
  return { status: "fail", releaseId: buildId(), output: `these loops are stuck: ${stuck.join(", ")}` };
}

/**
 * Serves the probes of a process without an API. `/livez` reports its loops without any query; `/readyz` reports what web's
 * does. A database that is down makes a worker unready and never dead: a restart would not help.
 */
export function serveProbes(host: string, port: number): Promise<Server> {
  return startServer(
    async (incoming, outgoing) => {
      const path = incoming.url?.split("?", 1)[0];
      const isRead = incoming.method === "GET" || incoming.method === "HEAD";
      const answer = path === "/livez" ? live() : path === "/readyz" ? await checkHealth() : null;
      const status = !isRead ? 405 : answer === null ? 404 : answer.status === "pass" ? 200 : 503;
      const headers = { "Content-Type": "application/health+json; charset=utf-8", "Cache-Control": "no-store" };
      outgoing.writeHead(status, headers).end(isRead && answer ? `${JSON.stringify(answer)}\n` : "");
    },
    host,
    port,
    { host: "HEALTH_HOST", port: "HEALTH_PORT" },
  );
}
