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

/** More than five rules can say of any number of handlers that one has. */
const mostFiring = 200;

/** Every handler with its depths, its policy and what passed in the last quarter of an hour. */
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

/** Who takes a handler's deliveries now, by their last beats. */
function workersOf(handler: string, processes: readonly ProcessDto[]): QueueDto["workers"] {
  const hands = processes
    .filter(({ kind, state, duties }) => kind === "worker" && state === "alive" && duties.includes("deliver"))
    .flatMap((worker) => worker.hands.filter((hand) => hand.handler === handler));
  const sum = (of: "inHand" | "concurrency") => hands.reduce((total, hand) => total + hand[of], 0);
  return { alive: hands.length, inHand: sum("inHand"), places: sum("concurrency") };
}
