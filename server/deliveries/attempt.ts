import type pg from "pg";
import type { HandlerBreaker, ProbeVerdict } from "#server/breakers/create-breaker.ts";
import { isHeldByBreaker } from "#server/breakers/is-held-by-breaker.ts";
import type { FailureCode } from "#server/contracts/failure-code.ts";
import { createBatcher } from "#server/create-batcher.ts";
import { inTransaction, type Tx } from "#server/db.ts";
import { classifyFailure, type Failure } from "#server/deliveries/classify-failure.ts";
import { createLane } from "#server/deliveries/create-lane.ts";
import { persist } from "#server/deliveries/persist.ts";
import { type Settled, type Settlement, settleBatch } from "#server/deliveries/settle-batch.ts";
import { type Claim, claimDeliveries } from "#server/deliveries/sql/claim-deliveries.ts";
import { markDataSent } from "#server/deliveries/sql/mark-data-sent.ts";
import { condemn, settleAccepted } from "#server/deliveries/sql/reconcile-delivery.ts";
import type { Try } from "#server/deliveries/sql/settle-deliveries.ts";
import { storableText } from "#server/deliveries/storable-text.ts";
import { traceAttempt } from "#server/deliveries/trace-attempt.ts";
import { buildId, type Env, workerName } from "#server/env.ts";
import { crashPoint } from "#server/faults/crash-point.ts";
import type { HandlerDefinition, RetryPolicy } from "#server/handlers/define-handler.ts";
import { RetryableError } from "#server/handlers/outcomes.ts";
import type { BeforeLastByte, Ports, Receipt } from "#server/handlers/ports.ts";
import { nextDelaySeconds } from "#server/handlers/retry-policy.ts";
import { runHandler } from "#server/handlers/run-handler.ts";
import type { Boss } from "#server/queue/boss.ts";
import { isHeld } from "#server/queue/is-held.ts";
import { completeJobs, deadLetterJobs, type QueueJob, returnJobs } from "#server/queue/settle-jobs.ts";
import { isSendingPaused } from "#server/sending/is-sending-paused.ts";
import { logFor } from "#server/telemetry/log.ts";
import { within } from "#server/telemetry/tracing.ts";
import { wake } from "#server/wakeups/notify.ts";

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
  /** Aborted when the process must stop: what has not begun to send is given back uncounted. */
  signal: AbortSignal;
};

/** `free` is called when the conversation is over, before its outcome is written down: the next one may begin. */
export type Attempt = (job: QueueJob, free?: () => void) => Promise<void>;

const logger = logFor("deliveries");
const mostInABatch = 100;
const lanes = 2;
const maxReplyCharacters = 2_000;
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
  const handle = async (job: QueueJob, free: () => void, alone = false): Promise<void> => {
    if (signal.aborted) return giveBack(job);
    if (!isHeld(job))
      return logger.warn(
        { deliveryId: job.deliveryId },
        "a job came too late to begin: it may be another worker's now",
      );
    crashPoint("worker.fetched");
    const claimed = await (alone ? claimAlone(job.deliveryId) : claim(job.deliveryId)).catch(refusalOr);
    if (claimed === "held") return handleHeld(job, free, alone);
    if (claimed === "paused") return putBack(job);
    // Among the messages that a worker held when it died, one may kill the next one too: each is tried without the others.
    if (claimed?.suspect) return suspects(() => handle(job, free, true));
    if (!isBegun(claimed)) return reconcile(context, job, claimed);
    await tryOnce(job, claimed, free);
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

  /** `probed`: the breaker whose probe this is. */
  const tryOnce = async (job: QueueJob, claimed: BegunClaim, free: () => void, probed?: HandlerBreaker) => {
    crashPoint("worker.inbox_claimed");
    const tried = { id: job.deliveryId, attempt: claimed.attempt, startedAt: claimed.startedAt, ...who };
    const traced = traceAttempt(handler.id, job.deliveryId, claimed);
    const outcome = await within(traced?.span ?? null, () => run(context, claimed, tried, job));
    if ("receipt" in outcome) crashPoint("worker.250_not_marked");
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
  return (job, free = () => {}) => handle(job, free);
}

type BegunClaim = Claim & { attempt: number };
const isBegun = (claim: Claim | null): claim is BegunClaim => claim?.attempt != null;

/** A claim that was refused because sending is paused, or the handler held, is no fault. */
function refusalOr(error: unknown): "paused" | "held" {
  if (isSendingPaused(error)) return "paused";
  if (isHeldByBreaker(error)) return "held";
  throw error;
}

const takenOver: FailureCode = "worker_lost";

type Outcome = { receipt: Receipt } | { failure: Failure };

async function run(context: AttemptContext, claim: Claim, tried: Try, job: QueueJob): Promise<Outcome> {
  const { handler, ports, signal } = context;
  try {
    const { message, idempotencyKey } = claim;
    const beforeLastByte = lastLookBefore(context, tried, job);
    const input = { message, idempotencyKey, attempt: tried.attempt, signal, beforeLastByte };
    const { reply, providerMessageId } = await runHandler(handler, input, ports);
    // Whatever the other side wrote beside its yes: one that cannot be stored would be asked for again.
    const stored = (text: string) => storableText(text, maxReplyCharacters);
    return { receipt: { reply: stored(reply), providerMessageId: providerMessageId && stored(providerMessageId) } };
  } catch (error) {
    return { failure: classifyFailure(error) };
  }
}

/**
 * Nothing leaves a worker that may have lost its job to another one. Under `park` a worker killed after the dot must be
 * known later to have sent it; `retry` saves the statement.
 */
function lastLookBefore({ pool, ambiguousSend }: AttemptContext, tried: Try, job: QueueJob): BeforeLastByte {
  return async () => {
    if (isHeld(job) && (ambiguousSend !== "park" || (await markDataSent(pool, tried)))) return;
    throw new RetryableError(takenOver, "another worker may have taken this try over: nothing was sent");
  };
}

type Unsettled = Settlement extends infer Each ? (Each extends Settlement ? Omit<Each, "job"> : never) : never;

function settlementOf(
  { policy, signal, ambiguousSend }: AttemptContext,
  tried: Try,
  outcome: Outcome,
  isProbe: boolean,
): Unsettled {
  if ("receipt" in outcome) return { kind: "accepted", tried, receipt: outcome.receipt };
  const { failure } = outcome;
  // A webhook's receiver drops a second copy by its id: only what no receiver tells apart is parked.
  const parked = ambiguousSend === "park" && failure.code === "delivery_unknown";
  const nothingLeft = failure.code === takenOver || (signal.aborted && !failure.permanent);
  if (nothingLeft && !failure.ambiguous) return { kind: "returned", tried };
  const delaySeconds = Math.max(nextDelaySeconds(policy, tried.attempt, Math.random), failure.retryAfterSeconds ?? 0);
  // It was let through for the others' sake. But a mail that may have arrived counts: nobody is to get one per probe for ever.
  if (isProbe && !failure.permanent && failure.code !== "delivery_unknown") {
    return { kind: "spared", tried, failure, next: { delaySeconds } };
  }
  if (failure.permanent || parked || (tried.attempt > policy.limit && !signal.aborted)) {
    return { kind: "failed", tried, failure, next: "dead" };
  }
  return { kind: "failed", tried, failure, next: { delaySeconds } };
}

/** What a probe says of the other side: who refuses a message for good has answered, and is there. */
function verdictOf(settlement: Settlement): ProbeVerdict {
  if (settlement.kind === "accepted") return "passed";
  if (settlement.kind === "returned") return "unclear";
  if (!settlement.failure.permanent) return "failed";
  return settlement.failure.reply === null ? "unclear" : "passed";
}

/** Settling only wakes: the relay alone releases the next of the subject, the collector alone writes `dead`. */
function announce(handler: HandlerDefinition, settled: Settled): void {
  if (settled === "delivered" && handler.ordered) wake("redeliver_outbox");
  if (settled === "dead") wake("redeliver_dead_letter", handler.id);
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
