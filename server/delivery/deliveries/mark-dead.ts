import type pg from "pg";
import { assignCauses } from "#server/delivery/causes/assign-causes.ts";
import { collectDead } from "#server/delivery/deliveries/sql/reconcile-delivery.ts";
import { inTransaction } from "#server/platform/database/db.ts";
import { buildId } from "#server/platform/env/env.ts";
import { crashPoint } from "#server/platform/faults/crash-point.ts";
import type { Boss } from "#server/platform/pgboss/boss.ts";
import { deadLetterQueueOf } from "#server/platform/pgboss/ensure-queues.ts";
import { completeJobs, type QueueJob } from "#server/platform/pgboss/settle-jobs.ts";
import { notify } from "#server/platform/wakeups/notify.ts";

/**
 * Collects one job of a dead-letter queue: dead-letters its delivery and completes the job, in one transaction. Completes the
 * job also where the delivery is not in flight. Notifies the relay, because it may unblock the next delivery of the subject.
 */
export async function markDead(pool: pg.Pool, boss: Boss, handlerId: string, job: QueueJob): Promise<void> {
  crashPoint("dlq.failed_not_recorded");
  const moved = await inTransaction(pool, async (tx) => {
    const collected = await collectDead(tx, { id: job.deliveryId, build: buildId() });
    crashPoint("dlq.recorded_not_completed");
    await completeJobs(boss, tx, deadLetterQueueOf(handlerId), [job]);
    if (collected?.state === "dead") await assignCauses(tx, [collected], buildId());
    return collected !== null;
  });
  if (moved) notify("redeliver_outbox");
}
