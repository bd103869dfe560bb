import type pg from "pg";
import { createClaims, refusalOr } from "#server/delivery/attempts/claims.ts";
import { gatePorts } from "#server/delivery/attempts/gate-ports.ts";
import { persist } from "#server/delivery/attempts/persist.ts";
import { checkBeforeLastByte, type Outcome, runAttempt, takenOver } from "#server/delivery/attempts/run-attempt.ts";
import { type Settled, type Settlement, settleBatch } from "#server/delivery/attempts/settle-batch.ts";
import { probeVerdictOf, settlementOf } from "#server/delivery/attempts/settlement-of.ts";
import { sharedDelay } from "#server/delivery/attempts/shared-delay.ts";
import { staggeredExecutor } from "#server/delivery/attempts/staggered-executor.ts";
import { traceAttempt } from "#server/delivery/attempts/trace-attempt.ts";
import type { Claim } from "#server/delivery/deliveries/sql/claim-deliveries.ts";
import { markForDeadLetter, settleAccepted } from "#server/delivery/deliveries/sql/reconcile-delivery.ts";
import type { HandlerBreaker } from "#server/delivery/gate/gate.ts";
import type { HandlerDefinition, RetryPolicy } from "#server/delivery/handlers/define-handler.ts";
import { RetryableError } from "#server/delivery/handlers/outcomes.ts";
import type { Ports } from "#server/delivery/handlers/ports.ts";
import { createBatcher } from "#server/platform/create-batcher.ts";
import { inTransaction } from "#server/platform/database/db.ts";
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
  /** The policy for a mail that may have arrived: send it again with the same Message-ID, or dead-letter it. */
  ambiguousSend?: Env["AMBIGUOUS_SEND"];
  /** Called with the delay of a scheduled retry, so that this process need not wait for a poll. */
  onRetryScheduled?: (delaySeconds: number) => void;
  /** Counts failures, and admits probes of a held handler. Without it none are sent. */
  breaker?: HandlerBreaker;
  /** Called when the gate must be read again: a claim was refused, or a probe has ended. */
  onGateChanged?: () => void;
  /** Called with the duration of each attempt, from its claim to its outcome. */
  onConversation?: (milliseconds: number) => void;
  /** Aborted at shutdown: attempts that have not begun to send are returned uncounted. */
  signal: AbortSignal;
};

/**
 * `free` is called when the conversation is over, before its outcome is stored: the next one may begin. `begin` is passed
 * while no slot is free: it resolves when one is, or with false where the job must be returned.
 */
export type Attempt = (job: QueueJob, free?: () => void, begin?: () => Promise<boolean>) => Promise<void>;

const logger = logFor("deliveries");
const mostInABatch = 100;
const lanes = 2;
/** Prepared mails are settled together: a connection is idle until its claim is committed, which each other commit delays. */
const settlementWindowMilliseconds = 20;
/** A message that kills its worker does so at once. A slow one must not delay the others. */
const suspectHeadStartMilliseconds = 2_000;

/**
 * Attempts deliveries of one handler, one call per job: claims just in time, runs the handler and settles. Settling changes
 * the delivery, its attempt and its job in one transaction, fenced by the number of the attempt. Concurrent claims and
 * settlements share a statement.
 */
export function createAttempt(context: AttemptContext): Attempt {
  const { pool, boss, handler, policy, breaker, signal } = context;
  const who = { worker: workerName(), build: buildId() };
  const claims = createClaims(pool, policy, who);
  // A failed attempt keeps its slot until the breaker has checked, so that no further ones begin meanwhile.
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

  // Not all connections: while as many settle as there are connections, none of these begins.
  const settlementWindow = sharedDelay(settlementWindowMilliseconds, handler.concurrency - 1);
  const suspects = staggeredExecutor(suspectHeadStartMilliseconds);
  const giveBack = (job: QueueJob) =>
    persist(() => inTransaction(pool, (tx) => returnJobs(boss, tx, handler.id, [job])));
  const take = async (job: QueueJob, alone: boolean): Promise<Taken> => {
    if (signal.aborted) return "stopped";
    if (!isHeld(job)) return "late";
    crashPoint("worker.fetched");
    return claims.claim(job.deliveryId, alone);
  };
  const handle = async (job: QueueJob, free: () => void, alone = false): Promise<void> => {
    const taken = await take(job, alone);
    if (isBegun(taken)) await attemptOnce(job, taken, free);
    else await forgo(job, taken, free, alone);
  };
  /** Settles a job whose claim did not begin an attempt. */
  const forgo = async (job: QueueJob, taken: Taken, free: () => void, alone: boolean): Promise<void> => {
    if (taken === "stopped") return giveBack(job);
    if (taken === "late") {
      const { deliveryId } = job;
      return logger.warn({ deliveryId }, "a job came too late to begin: another worker may have it");
    }
    if (taken === "held") return handleHeld(job, free, alone);
    if (taken === "paused") return putBack(job);
    // One of the messages in flight when a worker was lost may kill the next one, too: each is attempted alone.
    if (taken?.suspect) return suspects(() => handle(job, free, true));
    return reconcile(context, job, taken);
  };

  const putBack = (job: QueueJob) => {
    context.onGateChanged?.();
    return giveBack(job);
  };

  /** The handler's circuit breaker is not closed: this delivery becomes a probe, or waits. */
  const handleHeld = async (job: QueueJob, free: () => void, alone: boolean): Promise<void> => {
    if (!breaker) return putBack(job);
    context.onGateChanged?.();
    const id = job.deliveryId;
    const taken = await breaker.takeProbe(id, (tx) => claims.claimProbe(id, tx)).catch(refusalOr);
    if (taken === "closed") return handle(job, free, alone);
    if (taken === "held" || taken === "paused") return giveBack(job);
    if (!isBegun(taken)) return reconcile(context, job, taken);
    await attemptOnce(job, taken, free, breaker);
  };

  const begun = (
    job: QueueJob,
    claimed: BegunClaim,
    traced = traceAttempt(handler.id, job.deliveryId, claimed.message),
  ) => {
    crashPoint("worker.inbox_claimed");
    traced?.span.set({ "redeliver.attempt": claimed.attempt });
    const tried = { id: job.deliveryId, attempt: claimed.attempt, startedAt: claimed.startedAt, ...who };
    return { tried, traced, at: performance.now() };
  };
  /** `probed`: the breaker whose probe this is. */
  const attemptOnce = async (job: QueueJob, claimed: BegunClaim, free: () => void, probed?: HandlerBreaker) => {
    const one = begun(job, claimed);
    const input = {
      ...claimed,
      attempt: claimed.attempt,
      beforeLastByte: checkBeforeLastByte(context, one.tried, job),
    };
    const outcome = await within(one.traced?.span ?? null, () => runAttempt(context, input, context.ports));
    endConversation(one, outcome, free);
    await conclude(job, one, outcome, probed);
  };

  /**
   * Runs the handler up to its effect before a slot is free, and claims when one is, while the mail server receives the
   * envelope. A job that was fetched before is not prepared: its claim counts before its handler can kill a worker.
   */
  const prepareAhead = async (job: QueueJob, free: () => void, begin: () => Promise<boolean>): Promise<void> => {
    const read = job.retryCount > 0 || signal.aborted ? null : await claims.untouched(job.deliveryId).catch(() => null);
    if (!read) return (await begin()) ? handle(job, free) : giveBack(job);
    let one: ReturnType<typeof begun> | undefined;
    const slot = once(async () =>
      (await begin()) ? { traced: traceAttempt(handler.id, job.deliveryId, read.message) } : null,
    );
    const entering = once(async (): Promise<Taken> => {
      const entered = await slot();
      if (!entered) return "stopped";
      try {
        const taken = await take(job, false);
        if (isBegun(taken)) one = begun(job, taken, entered.traced);
        return taken;
      } finally {
        if (!one) entered.traced?.end("unclaimed");
      }
    });
    const admit = async () => {
      await entering();
      if (!one) throw new RetryableError(takenOver, "this attempt was not claimed: nothing was sent");
    };
    const gated = gatePorts(
      context.ports,
      async () => {
        const entered = await slot();
        if (!entered) await admit();
        // A rejection of the claim is reported by `admit`, or below.
        entering().catch(() => {});
        return (effect) => within(entered?.traced?.span ?? null, () => effect(admit));
      },
      free,
    );
    const beforeLastByte = async () => {
      await admit();
      if (one) await checkBeforeLastByte(context, one.tried, job)();
    };
    const outcome = await runAttempt(context, { ...read, attempt: 1, beforeLastByte }, gated);
    // A handler that failed before its effect has not asked to begin.
    const taken = await entering();
    if (!one) return forgo(job, taken, free, false);
    endConversation(one, outcome, free);
    await settlementWindow();
    await conclude(job, one, outcome);
  };

  const endConversation = ({ at }: ReturnType<typeof begun>, outcome: Outcome, free: () => void) => {
    if ("receipt" in outcome) crashPoint("worker.250_not_marked");
    context.onConversation?.(performance.now() - at);
    free();
  };
  const conclude = async (
    job: QueueJob,
    { tried, traced }: ReturnType<typeof begun>,
    outcome: Outcome,
    probed?: HandlerBreaker,
  ) => {
    const settlement: Settlement = { job, ...settlementOf(context, tried, outcome, probed !== undefined) };
    const settled = await settle(settlement);
    traced?.end(settled, "failure" in outcome ? outcome.failure : undefined);
    if (probed) {
      await probed.conclude(job.deliveryId, probeVerdictOf(settlement));
      context.onGateChanged?.();
    }
    if (settled === "delivered") crashPoint("worker.completed");
    const next = "next" in settlement ? settlement.next : "dead";
    if (settled === "retrying" && next !== "dead") context.onRetryScheduled?.(next.delaySeconds);
    announce(handler, settled);
  };
  return (job, free = () => {}, begin) => (begin ? prepareAhead(job, free, begin) : handle(job, free));
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

/** Settling only notifies: the relay releases the next delivery of the subject, the collector writes `dead`. */
function announce(handler: HandlerDefinition, settled: Settled): void {
  if (settled === "delivered" && handler.ordered) notify("redeliver_outbox");
  if (settled === "dead") notify("redeliver_dead_letter", handler.id);
}

/** Settles a job whose delivery was not claimed: settled, accepted, marked for dead-lettering, exhausted, or maybe sent. */
async function reconcile({ pool, boss, handler }: AttemptContext, job: QueueJob, claim: Claim | null): Promise<void> {
  const inFlight = claim?.state === "queued" || claim?.state === "retrying";
  const accepted = claim?.acceptedAt != null;
  await inTransaction(pool, async (tx) => {
    if (inFlight && accepted) await settleAccepted(tx, job.deliveryId);
    if (inFlight && !accepted) {
      await markForDeadLetter(tx, job.deliveryId);
      await deadLetterJobs(boss, tx, handler.id, [job]);
    } else {
      await completeJobs(boss, tx, handler.id, [job]);
    }
  });
  if (inFlight) announce(handler, accepted ? "delivered" : "dead");
}
