import type pg from "pg";
import { type Attempt, createAttempt } from "#server/delivery/attempts/attempt.ts";
import type { Ports } from "#server/delivery/handlers/ports.ts";
import type { QueueJob } from "#server/platform/pgboss/settle-jobs.ts";
import { sendOrderNotifications as handler } from "#server/shop/handlers/send-order-notifications.ts";
import { eventually } from "#server/testing/eventually.ts";
import { anOrderCreated, deliveriesOf } from "#server/testing/factories.ts";
import { type aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";

type World = { pool: pg.Pool; pipeline: Awaited<ReturnType<typeof aPipeline>>; signal: AbortSignal };

/** One delivery whose job is fetched and prepared while no slot is free: `slot` gives it one, or returns the job. */
export async function preparedAttempt(
  { pool, pipeline, signal }: World,
  change: { job?: Partial<QueueJob>; ports?: Partial<Ports>; attempt?: Attempt } = {},
) {
  const { subject } = await anOrderCreated(pool);
  await pipeline.tick();
  const job = await pipeline.take(mailHandler);
  if (!job) throw new Error("no job");
  const recording = recordingPorts();
  const slot = Promise.withResolvers<boolean>();
  let reads = 0;
  let freed = 0;
  const ports: Ports = {
    ...recording.ports,
    customers: {
      find: async (id) => {
        reads += 1;
        return { id, name: "Ada Lovelace", email: "ada@example.com" };
      },
    },
    ...change.ports,
  };
  const context = { pool, boss: pipeline.boss, handler, policy: handler.retry, ports, signal };
  const attempt = change.attempt ?? createAttempt(context);
  let asked = 0;
  const done = attempt(
    { ...job, ...change.job },
    () => {
      freed += 1;
    },
    () => {
      asked += 1;
      return slot.promise;
    },
  );
  const delivery = async () => {
    const [one] = await deliveriesOf(pool, subject);
    if (!one) throw new Error("no delivery");
    return one;
  };
  const jobState = async () =>
    (await pool.query("select state from pgboss.job where id = $1", [job.id])).rows[0]?.state ?? "gone";
  await eventually(() => asked === 1);
  return { attempt, slot, done, mails: recording.mails, delivery, jobState, reads: () => reads, freed: () => freed };
}
