import { readFiring } from "#server/alerts/sql/alerts.ts";
import type { QueueDto } from "#server/contracts/queue.ts";
import { db } from "#server/db.ts";
import { env } from "#server/env.ts";
import { handlerOfId } from "#server/handlers/index.ts";
import { describePolicy, retryPolicyOf } from "#server/handlers/retry-policy.ts";
import { countFlows } from "#server/history/sql/read-history.ts";
import { getSnapshot } from "#server/pipeline/get-snapshot.ts";

const quarterSeconds = 900;
/** More than five rules can say of any number of handlers that one has. */
const mostFiring = 200;

/** Every handler with its depths, its policy and what passed in the last quarter of an hour. */
export async function listQueues(): Promise<{ at: string; items: QueueDto[] }> {
  const [{ at, handlers }, { firing }] = await Promise.all([getSnapshot(), readFiring(db(), mostFiring)]);
  const since = new Date(Date.parse(at) - quarterSeconds * 1_000);
  const items = handlers.map(async (depths): Promise<QueueDto> => {
    const handler = handlerOfId(depths.handler);
    // The bucket that begins a quarter of an hour ago; one that has just begun holds nothing yet.
    const [flow] = await countFlows(db(), { handler: depths.handler, since, bucketSeconds: quarterSeconds });
    const { delivered = 0, failed = 0, died = 0, p50Ms = null, p95Ms = null } = flow ?? {};
    return {
      ...depths,
      policy: handler ? describePolicy(retryPolicyOf(handler, env())) : null,
      concurrency: handler ? (env().DELIVERY_CONCURRENCY ?? handler.concurrency) : null,
      firing: firing.filter(({ subject }) => subject === depths.handler),
      lastQuarter: { delivered, failed, died, p50Ms, p95Ms },
    };
  });
  return { at, items: await Promise.all(items) };
}
