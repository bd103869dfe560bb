import type { ProcessDto } from "#server/contracts/monitoring/process.ts";
import type { QueueDto } from "#server/contracts/monitoring/queue.ts";
import { handlerOfId } from "#server/delivery/handlers/registry.ts";
import { describePolicy, retryPolicyOf } from "#server/delivery/handlers/retry-policy.ts";
import { readFiring } from "#server/monitoring/alerts/sql/alerts.ts";
import { shareQuarter } from "#server/monitoring/history/share-quarter.ts";
import { getSnapshot } from "#server/monitoring/pipeline/get-snapshot.ts";
import { shareProcesses } from "#server/monitoring/processes/share-processes.ts";
import { db } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";

/** Above the number of alerts that all handlers of an installation can have. */
const mostFiring = 200;

/** Lists every handler with its depths, its policy and the flows of the last 15 minutes. */
export async function listQueues(): Promise<{ at: string; items: QueueDto[] }> {
  const [{ at, handlers }, { firing }, quarter, processes] = await Promise.all([
    getSnapshot(),
    readFiring(db(), mostFiring),
    shareQuarter(),
    shareProcesses(),
  ]);
  const items = handlers.map((depths): QueueDto => {
    const handler = handlerOfId(depths.handler);
    const { delivered, failed, died, total, wait, run } = quarter.of(depths.handler);
    return {
      ...depths,
      policy: handler ? describePolicy(retryPolicyOf(handler, env())) : null,
      concurrency: handler ? (env().DELIVERY_CONCURRENCY ?? handler.concurrency) : null,
      workers: workersOf(depths.handler, processes.items),
      firing: firing.filter(({ subject }) => subject === depths.handler),
      lastQuarter: { delivered, failed, died, ...total, wait, run },
    };
  });
  return { at, items };
}

/** The workers that take a handler's deliveries, by their last heartbeats. */
function workersOf(handler: string, processes: readonly ProcessDto[]): QueueDto["workers"] {
  const loads = processes
    .filter(({ kind, state, duties }) => kind === "worker" && state === "alive" && duties.includes("deliver"))
    .flatMap((worker) => worker.hands.filter((load) => load.handler === handler));
  const sum = (of: "inHand" | "concurrency") => loads.reduce((total, load) => total + load[of], 0);
  return { alive: loads.length, inHand: sum("inHand"), places: sum("concurrency") };
}
