import type pg from "pg";
import { createLane } from "#server/delivery/attempts/create-lane.ts";
import { gatePorts } from "#server/delivery/attempts/gate-ports.ts";
import { persist } from "#server/delivery/attempts/persist.ts";
import { lastLookBefore, type Outcome, runAttempt, takenOver } from "#server/delivery/attempts/run-attempt.ts";
import { type Settled, type Settlement, settleBatch } from "#server/delivery/attempts/settle-batch.ts";
import { settlementOf, verdictOf } from "#server/delivery/attempts/settlement-of.ts";
import { traceAttempt } from "#server/delivery/attempts/trace-attempt.ts";
import { type Claim, claimDeliveries } from "#server/delivery/deliveries/sql/claim-deliveries.ts";
import { readUntouched, type Untouched } from "#server/delivery/deliveries/sql/read-untouched.ts";
import { condemn, settleAccepted } from "#server/delivery/deliveries/sql/reconcile-delivery.ts";
import { type GateRefusal, gateRefusalOf, type HandlerBreaker } from "#server/delivery/gate/gate.ts";
import type { HandlerDefinition, RetryPolicy } from "#server/delivery/handlers/define-handler.ts";
import { RetryableError } from "#server/delivery/handlers/outcomes.ts";
import type { Ports } from "#server/delivery/handlers/ports.ts";
import { createBatcher } from "#server/platform/create-batcher.ts";
import { inTransaction, type Tx } from "#server/platform/database/db.ts";
import { buildId, type Env, workerName } from "#server/platform/env/env.ts";
import { crashPoint } from "#server/platform/faults/crash-point.ts";
import type { Boss } from "#server/platform/pgboss/boss.ts";
import { isHeld } from "#server/platform/pgboss/is-held.ts";
import { completeJobs, deadLetterJobs, type QueueJob, returnJobs } from "#server/platform/pgboss/settle-jobs.ts";
import { logFor } from "#server/platform/telemetry/log.ts";
import { within } from "#server/platform/telemetry/tracing.ts";
import { notify } from "#server/platform/wakeups/notify.ts";

export type AttemptContext = {
  pool: pg.Pool;
  boss: Boss;
  handler: HandlerDefinition;
  policy: RetryPolicy;
  ports: Ports;
  /** What a mail becomes that may have arrived: sent once more under the same Message-ID, or a dead letter. */
  ambiguousSend?: Env["AMBIGUOUS_SEND"];
  /** Told for how long a try was put off: what this process knows it need not wait for a poll to find. */
  onPutOff?: (delaySeconds: number) => void;
  /** Hears of failures, and says which delivery of a held handler is let through; without it none is. */
  breaker?: HandlerBreaker;
  /** Told when what may be claimed has to be asked again: a claim was refused, uncounted, or a probe has ended. */
  onBraked?: () => void;
  /** Called with the duration of each handler, from its claim to its outcome. */
  onConversation?: (milliseconds: number) => void;
  /** Aborted when the process must stop: what has not begun to send is given back uncounted. */
  signal: AbortSignal;
};

/**
 * `free` is called when the conversation is over, before its outcome is written down: the next one may begin. `begin` is
 * given where none is free yet: it resolves when one is, or with false where the job must go back.
 */
export type Attempt = (job: QueueJob, free?: () => void, begin?: () => Promise<boolean>) => Promise<void>;

const logger = logFor("deliveries");
const mostInABatch = 100;
const lanes = 2;
/** A message that kills its worker does so at once; one that only takes its time must not keep the others waiting. */
const suspectHeadStartMilliseconds = 2_000;

/**
 * Tries deliveries of one handler, one call per job: reconcile first, claim just in time, run the handler, settle within
 * milliseconds of its answer. Settling moves the delivery, its attempt record and its job in one transaction, fenced by
 * the try's number. Claims and settlements that come together share a statement; a claim never waits for a conversation,
 * because whoever calls has one free.
 */
export function createAttempt(context: AttemptContext): Attempt {
  const { pool, boss, handler, policy, breaker, signal } = context;
  const who = { worker: workerName(), build: buildId() };

  // No second try alone: where the answer of a claim was lost, the claim may stand, and the queue brings the job back.
  const claim = createBatcher<string, Claim | null>({
    most: mostInABatch,
    lanes,
    key: (id) => id,
    run: async (ids) => {
      const claims = await claimDeliveries(pool, { ids, budget: policy.limit + 1, ...who });
      return ids.map((id) => claims.get(id) ?? null);
    },
  });
  const untouched = createBatcher<string, Untouched | null>({
    most: mostInABatch,
    lanes,
    key: (id) => id,
    run: async (ids) => {
      const read = await readUntouched(pool, ids);
      return ids.map((id) => read.get(id) ?? null);
    },
  });
  const claimAlone = async (id: string, probe?: Tx) => {
    const claiming = { ids: [id], budget: policy.limit + 1, alone: true, isProbe: probe !== undefined, ...who };
    return (await claimDeliveries(probe ?? pool, claiming)).get(id) ?? null;
  };
  // Whoever failed is in hand until the breaker has looked: no more begin meanwhile than may be written down at once.
  const settleAll = async (settlements: Settlement[]) => {
    const settled = await persist(() => settleBatch(pool, boss, handler.id, settlements));
    if (settlements.some((one) => one.kind === "failed" && !one.failure.permanent)) await breaker?.onFailures();
    return settled;
  };
  const settle = createBatcher<Settlement, Settled>({
    most: mostInABatch,
    lanes,
    key: ({ tried }) => tried.id,
    run: settleAll,
    alone: { run: async (settlement) => (await settleAll([settlement]))[0] ?? "lost" },
  });

  const suspects = createLane(suspectHeadStartMilliseconds);
  const giveBack = (job: QueueJob) =>
    persist(() => inTransaction(pool, (tx) => returnJobs(boss, tx, handler.id, [job])));
  const take = async (job: QueueJob, alone: boolean): Promise<Taken> => {
    if (signal.aborted) return "stopped";
    if (!isHeld(job)) return "late";
    crashPoint("worker.fetched");
    return await (alone ? claimAlone(job.deliveryId) : claim(job.deliveryId)).catch(refusalOr);
  };
  const handle = async (job: QueueJob, free: () => void, alone = false): Promise<void> => {
    const taken = await take(job, alone);
    if (isBegun(taken)) await tryOnce(job, taken, free);
    else await forgo(job, taken, free, alone);
  };
  /** Settles a job whose claim did not begin an attempt. */
  const forgo = async (job: QueueJob, taken: Taken, free: () => void, alone: boolean): Promise<void> => {
    if (taken === "stopped") return giveBack(job);
    if (taken === "late") {
      const { deliveryId } = job;
      return logger.warn({ deliveryId }, "a job came too late to begin: it may be another worker's now");
    }
    if (taken === "held") return handleHeld(job, free, alone);
    if (taken === "paused") return putBack(job);
    // Among the messages that a worker held when it died, one may kill the next one too: each is tried without the others.
    if (taken?.suspect) return suspects(() => handle(job, free, true));
    return reconcile(context, job, taken);
  };

  const putBack = (job: QueueJob) => {
    context.onBraked?.();
    return giveBack(job);
  };

  /** The handler's breaker is not closed: this delivery is let through, to see, or waits as it is. */
  const handleHeld = async (job: QueueJob, free: () => void, alone: boolean): Promise<void> => {
    if (!breaker) return putBack(job);
    context.onBraked?.();
    const id = job.deliveryId;
    const taken = await breaker.takeProbe(id, (tx) => claimAlone(id, tx)).catch(refusalOr);
    if (taken === "closed") return handle(job, free, alone);
    if (taken === "held" || taken === "paused") return giveBack(job);
    if (!isBegun(taken)) return reconcile(context, job, taken);
    await tryOnce(job, taken, free, breaker);
  };

  const begun = (job: QueueJob, claimed: BegunClaim) => {
    crashPoint("worker.inbox_claimed");
    const tried = { id: job.deliveryId, attempt: claimed.attempt, startedAt: claimed.startedAt, ...who };
    return { tried, traced: traceAttempt(handler.id, job.deliveryId, claimed), at: performance.now() };
  };
  /** `probed`: the breaker whose probe this is. */
  const tryOnce = async (job: QueueJob, claimed: BegunClaim, free: () => void, probed?: HandlerBreaker) => {
    const one = begun(job, claimed);
    const input = { ...claimed, attempt: claimed.attempt, beforeLastByte: lastLookBefore(context, one.tried, job) };
    const outcome = await within(one.traced?.span ?? null, () => runAttempt(context, input, context.ports));
    await conclude(job, one, outcome, free, probed);
  };

  /**
   * Runs the handler up to its effect before a conversation is free, and claims when one is: only the claim runs between a
   * 250 and the next MAIL. A job that was fetched before is not prepared: its claim counts before its handler can kill a worker.
   */
  const tryAhead = async (job: QueueJob, free: () => void, begin: () => Promise<boolean>): Promise<void> => {
    const read = job.retryCount > 0 || signal.aborted ? null : await untouched(job.deliveryId).catch(() => null);
    if (!read) return (await begin()) ? handle(job, free) : giveBack(job);
    let one: ReturnType<typeof begun> | undefined;
    const entering = once(async (): Promise<Taken> => {
      const taken = (await begin()) ? await take(job, false) : "stopped";
      if (isBegun(taken)) one = begun(job, taken);
      return taken;
    });
    const gated = gatePorts(
      context.ports,
      async () => {
        await entering();
        if (!one) throw new RetryableError(takenOver, "this attempt was not claimed: nothing was sent");
        const span = one.traced?.span ?? null;
        return (effect) => within(span, effect);
      },
      free,
    );
    const beforeLastByte = async () => {
      if (one) await lastLookBefore(context, one.tried, job)();
    };
    const outcome = await runAttempt(context, { ...read, attempt: 1, beforeLastByte }, gated);
    // A handler that failed before its effect has not asked to begin.
    const taken = await entering();
    if (one) await conclude(job, one, outcome, free);
    else await forgo(job, taken, free, false);
  };

  const conclude = async (
    job: QueueJob,
    { tried, traced, at }: ReturnType<typeof begun>,
    outcome: Outcome,
    free: () => void,
    probed?: HandlerBreaker,
  ) => {
    if ("receipt" in outcome) crashPoint("worker.250_not_marked");
    context.onConversation?.(performance.now() - at);
    free();
    const settlement: Settlement = { job, ...settlementOf(context, tried, outcome, probed !== undefined) };
    const settled = await settle(settlement);
    traced?.end(settled, "failure" in outcome ? outcome.failure : undefined);
    if (probed) {
      await probed.conclude(job.deliveryId, verdictOf(settlement));
      context.onBraked?.();
    }
    if (settled === "delivered") crashPoint("worker.completed");
    const next = "next" in settlement ? settlement.next : "dead";
    if (settled === "retrying" && next !== "dead") context.onPutOff?.(next.delaySeconds);
    announce(handler, settled);
  };
  return (job, free = () => {}, begin) => (begin ? tryAhead(job, free, begin) : handle(job, free));
}

/** A claim, or the reason for none: the process stops, the job may be another worker's, the handler is held or paused. */
type Taken = Claim | null | "stopped" | "late" | "held" | "paused";
type BegunClaim = Claim & { attempt: number };
const isBegun = (taken: Taken): taken is BegunClaim => typeof taken === "object" && taken?.attempt != null;

/** Starts the work at the first call. All calls get the result of that one run. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= work();
    return running;
  };
}

/** A claim that was refused because sending is paused, or the handler held, is no fault. */
function refusalOr(error: unknown): GateRefusal {
  const refusal = gateRefusalOf(error);
  if (refusal) return refusal;
  throw error;
}

/** Settling only wakes: the relay alone releases the next of the subject, the collector alone writes `dead`. */
function announce(handler: HandlerDefinition, settled: Settled): void {
  if (settled === "delivered" && handler.ordered) notify("redeliver_outbox");
  if (settled === "dead") notify("redeliver_dead_letter", handler.id);
}

/** A job whose delivery was not claimed: already settled, accepted before, condemned, out of budget, or perhaps sent. */
async function reconcile({ pool, boss, handler }: AttemptContext, job: QueueJob, claim: Claim | null): Promise<void> {
  const inFlight = claim?.state === "queued" || claim?.state === "retrying";
  const accepted = claim?.acceptedAt != null;
  await inTransaction(pool, async (tx) => {
    if (inFlight && accepted) await settleAccepted(tx, job.deliveryId);
    if (inFlight && !accepted) {
      await condemn(tx, job.deliveryId);
      await deadLetterJobs(boss, tx, handler.id, [job]);
    } else {
      await completeJobs(boss, tx, handler.id, [job]);
    }
  });
  if (inFlight) announce(handler, accepted ? "delivered" : "dead");
}
