import type pg from "pg";
import { inTransaction, type Tx } from "#server/db.ts";
import { classifyFailure, type Failure } from "#server/deliveries/classify-failure.ts";
import { persist } from "#server/deliveries/persist.ts";
import { type Claim, claimDelivery } from "#server/deliveries/sql/claim-delivery.ts";
import { condemn, settleAccepted } from "#server/deliveries/sql/reconcile-delivery.ts";
import { returnClaim, settleDelivered, settleFailed } from "#server/deliveries/sql/settle-delivery.ts";
import { buildId, workerName } from "#server/env.ts";
import type { HandlerDefinition, RetryPolicy } from "#server/handlers/define-handler.ts";
import type { Ports, Receipt } from "#server/handlers/ports.ts";
import { nextDelaySeconds } from "#server/handlers/retry-policy.ts";
import { runHandler } from "#server/handlers/run-handler.ts";
import type { Boss } from "#server/queue/boss.ts";
import { completeJob, deadLetterJob, type QueueJob, retryJobIn, returnJob } from "#server/queue/settle-job.ts";
import { wake } from "#server/wakeups/notify.ts";

export type AttemptContext = {
  pool: pg.Pool;
  boss: Boss;
  handler: HandlerDefinition;
  policy: RetryPolicy;
  ports: Ports;
  /** Aborted when the process must stop: what has not begun to send is given back uncounted. */
  signal: AbortSignal;
};

/**
 * One try of one delivery: reconcile first, claim just in time, run the handler, settle within milliseconds of its
 * answer. Settling moves the delivery, its attempt record and its job in one transaction, fenced by the try's number.
 */
export async function attempt(context: AttemptContext, job: QueueJob): Promise<void> {
  const { pool, boss, handler, policy, signal } = context;
  if (signal.aborted) return persist(() => inTransaction(pool, (tx) => returnJob(boss, tx, handler.id, job)));
  const who = { worker: workerName(), build: buildId() };
  const claim = await claimDelivery(pool, { id: job.deliveryId, budget: policy.limit + 1, ...who });
  if (claim?.attempt == null) return reconcile(context, job, claim);

  const tried = { id: job.deliveryId, attempt: claim.attempt, startedAt: claim.startedAt, ...who };
  const outcome = await run(context, claim, claim.attempt);
  let settled: Settled = "delivered";
  await persist(() =>
    inTransaction(pool, async (tx) => {
      if ("failure" in outcome) {
        settled = await settleFailure(context, tx, job, tried, outcome.failure);
      } else {
        const held = await settleDelivered(tx, tried, outcome.receipt);
        // Who lost the claim leaves the job alone: it is the later try's, and a job that the relay gave again counts from 0.
        if (held) await completeJob(boss, tx, handler.id, job);
      }
    }),
  );
  announce(handler, settled);
}

type Settled = "delivered" | "retrying" | "dead" | "returned" | "lost";

/** Settling only wakes: the relay alone releases the next of the subject, the collector alone writes `dead`. */
function announce(handler: HandlerDefinition, settled: Settled): void {
  if (settled === "delivered" && handler.ordered) wake("redeliver_outbox");
  if (settled === "dead") wake("redeliver_dead_letter", handler.id);
}

async function run(
  context: AttemptContext,
  claim: Claim,
  number: number,
): Promise<{ receipt: Receipt } | { failure: Failure }> {
  try {
    const { message, idempotencyKey } = claim;
    return {
      receipt: await runHandler(
        context.handler,
        { message, idempotencyKey, attempt: number, signal: context.signal },
        context.ports,
      ),
    };
  } catch (error) {
    return { failure: classifyFailure(error) };
  }
}

async function settleFailure(
  { boss, handler, policy, signal }: AttemptContext,
  tx: Tx,
  job: QueueJob,
  tried: Parameters<typeof settleFailed>[1],
  failure: Failure,
): Promise<Settled> {
  if (failure.permanent || (tried.attempt > policy.limit && !signal.aborted)) {
    if (!(await settleFailed(tx, tried, failure, "dead"))) return "lost";
    await deadLetterJob(boss, tx, handler.id, job);
    return "dead";
  }
  if (signal.aborted && !failure.ambiguous) {
    if (!(await returnClaim(tx, tried))) return "lost";
    await returnJob(boss, tx, handler.id, job);
    return "returned";
  }
  const delaySeconds = Math.max(nextDelaySeconds(policy, tried.attempt, Math.random), failure.retryAfterSeconds ?? 0);
  if (!(await settleFailed(tx, tried, failure, { delaySeconds }))) return "lost";
  await retryJobIn(boss, tx, handler.id, job, delaySeconds);
  return "retrying";
}

/** A job whose delivery was not claimed: already settled, accepted before, condemned, or out of budget. */
async function reconcile({ pool, boss, handler }: AttemptContext, job: QueueJob, claim: Claim | null): Promise<void> {
  const inFlight = claim?.state === "queued" || claim?.state === "retrying";
  const accepted = claim?.acceptedAt != null;
  await inTransaction(pool, async (tx) => {
    if (inFlight && accepted) await settleAccepted(tx, job.deliveryId);
    if (inFlight && !accepted) {
      await condemn(tx, job.deliveryId);
      await deadLetterJob(boss, tx, handler.id, job);
    } else {
      await completeJob(boss, tx, handler.id, job);
    }
  });
  if (inFlight) announce(handler, accepted ? "delivered" : "dead");
}
