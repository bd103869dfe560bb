import "#server/modules.ts";
import type pg from "pg";
import { createAttempt } from "#server/delivery/attempts/attempt.ts";
import { markDead } from "#server/delivery/deliveries/mark-dead.ts";
import type { RetryPolicy } from "#server/delivery/handlers/define-handler.ts";
import type { Ports } from "#server/delivery/handlers/ports.ts";
import { handlerOfId, handlers } from "#server/delivery/handlers/registry.ts";
import { messages } from "#server/delivery/messages/registry.ts";
import { type RelayRegistry, relayBatch } from "#server/delivery/outbox/relay-batch.ts";
import { routesOf } from "#server/delivery/outbox/routes.ts";
import { parseEnv } from "#server/platform/env/env.ts";
import type { Boss } from "#server/platform/pgboss/boss.ts";
import { createBoss } from "#server/platform/pgboss/boss.ts";
import { deadLetterQueueOf } from "#server/platform/pgboss/ensure-queues.ts";
import { installQueue } from "#server/platform/pgboss/install-queue.ts";
import type { QueueJob } from "#server/platform/pgboss/settle-jobs.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";

export const mailHandler = "order-notifications";
export const webhookHandler = "warehouse-webhook";

const demo = parseEnv({
  WAREHOUSE_WEBHOOK_URL: "http://127.0.0.1:1/",
  WAREHOUSE_WEBHOOK_SECRET: "a secret for the tests",
});

/** The registered modules with every handler on, as in demo mode. */
const readRegistry = (): RelayRegistry => ({
  routes: routesOf(handlers(), demo),
  knownTypes: messages().map((message) => message.type),
});

/** The registry of the product's own modules. */
export const registry = readRegistry();

const policy: RetryPolicy = { limit: 3, delaySeconds: 60, backoff: "exponential", maxDelaySeconds: 900 };

/** The pipeline without its loops: a test runs the relay, the worker and the collector step by step. */
export type Pipeline = {
  boss: Boss;
  tick: (limit?: number) => ReturnType<typeof relayBatch>;
  /** Fetches and handles every due job. Returns their number. */
  work: (
    handlerId?: string,
    ports?: Ports,
    options?: { policy?: RetryPolicy; signal?: AbortSignal; ambiguousSend?: "retry" | "park" },
  ) => Promise<number>;
  /** Fetches one due job without handling it, as a worker that crashes. */
  take: (queue: string) => Promise<QueueJob | undefined>;
  collect: (handlerId?: string) => Promise<number>;
  stop: () => Promise<void>;
};

/** Creates the pipeline. `owner` is needed where the role of `pool` may not create queues. */
export async function aPipeline(pool: pg.Pool, owner = pool): Promise<Pipeline> {
  const known = readRegistry();
  await installQueue(
    owner,
    handlers().map((handler) => handler.id),
  );
  const boss = createBoss(pool, { supervise: false });
  await boss.start();

  const fetchDue = async (queue: string, batchSize = 1_000): Promise<QueueJob[]> => {
    const jobs = await boss.fetch(queue, { batchSize, includeMetadata: true });
    return jobs.map((job) => ({ id: job.id, retryCount: job.retryCount, deliveryId: job.id }));
  };
  const handleDue = async (queue: string, handle: (job: QueueJob) => Promise<void>): Promise<number> => {
    const jobs = await fetchDue(queue);
    for (const job of jobs) await handle(job);
    return jobs.length;
  };

  return {
    boss,
    tick: (limit) => relayBatch(pool, boss, known, limit),
    async work(handlerId = mailHandler, ports = recordingPorts().ports, options = {}) {
      const handler = handlerOfId(handlerId);
      if (!handler) throw new Error(`no handler ${handlerId}`);
      const signal = options.signal ?? new AbortController().signal;
      const context = {
        pool,
        boss,
        handler,
        policy: options.policy ?? policy,
        ports,
        signal,
        ambiguousSend: options.ambiguousSend,
      };
      return handleDue(handlerId, createAttempt(context));
    },
    take: async (queue) => (await fetchDue(queue, 1))[0],
    collect: (handlerId = mailHandler) =>
      handleDue(deadLetterQueueOf(handlerId), (job) => markDead(pool, boss, handlerId, job)),
    stop: () => boss.stop({ graceful: false }),
  };
}
