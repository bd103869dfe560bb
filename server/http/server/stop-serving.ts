import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { drainServer } from "#server/http/server/drain-server.ts";
import { holdReadiness } from "#server/monitoring/metrics/health.ts";

type Stopping = {
  /** How long requests are served after readyz has begun to answer 503: until every balancer has noticed. */
  drainSeconds: number;
  /** Aborted when the listener closes: open streams end then. */
  closing: AbortController;
  /** How long open requests have to finish after that. */
  patienceMilliseconds: number;
};

/**
 * Ends a server behind a balancer without a refused connection: not ready first, still accepting; then the listener closes,
 * streams end and open requests finish. Returns how many connections were cut off.
 */
export async function stopServing(server: Server, stopping: Stopping): Promise<number> {
  holdReadiness("The process is stopping.");
  await sleep(stopping.drainSeconds * 1_000);
  stopping.closing.abort();
  return drainServer(server, stopping.patienceMilliseconds);
}
