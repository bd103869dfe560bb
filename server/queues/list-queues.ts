import { readFiring } from "#server/alerts/sql/alerts.ts";
import type { QueueDto } from "#server/contracts/queue.ts";
import { db } from "#server/db.ts";
import { env } from "#server/env.ts";
import { handlerOfId } from "#server/handlers/index.ts";
import { describePolicy, retryPolicyOf } from "#server/handlers/retry-policy.ts";
import { shareQuarter } from "#server/history/share-quarter.ts";
import { getSnapshot } from "#server/pipeline/get-snapshot.ts";

/** More than five rules can say of any number of handlers that one has. */
const mostFiring = 200;

/** Every handler with its depths, its policy and what passed in the last quarter of an hour. */
export async function listQueues(): Promise<{ at: string; items: QueueDto[] }> {
  const [{ at, handlers }, { firing }, quarter] = await Promise.all([
    getSnapshot(),
    readFiring(db(), mostFiring),
    shareQuarter(),
  ]);
  const items = handlers.map((depths): QueueDto => {
    const handler = handlerOfId(depths.handler);
    const { delivered, failed, died, total, wait, run } = quarter.of(depths.handler);
    return {
      ...depths,
      policy: handler ? describePolicy(retryPolicyOf(handler, env())) : null,
      concurrency: handler ? (env().DELIVERY_CONCURRENCY ?? handler.concurrency) : null,
      firing: firing.filter(({ subject }) => subject === depths.handler),
      lastQuarter: { delivered, failed, died, ...total, wait, run },
    };
  });
  return { at, items };
}
