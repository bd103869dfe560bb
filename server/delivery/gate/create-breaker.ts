import type pg from "pg";
import { moveAlone, moveAudited } from "#server/delivery/gate/move-audited.ts";
import type { Moved } from "#server/delivery/gate/move-breaker.ts";
import { countFailures, isAnyOtherHeld } from "#server/delivery/gate/sql/breakers.ts";
import type { BreakerEvent } from "#server/delivery/gate/step-breaker.ts";
import type { BreakerPolicy } from "#server/delivery/handlers/define-handler.ts";
import { inTransaction, type Tx } from "#server/platform/database/db.ts";
import { logFor } from "#server/platform/telemetry/log.ts";
import { notify } from "#server/platform/wakeups/notify.ts";

export type ProbeVerdict = "passed" | "failed" | "unclear";

/** The circuit breaker of one handler, as a worker uses it. */
export type HandlerBreaker = {
  /** Called after failures were committed: opens the breaker if there are too many. Never throws. */
  onFailures: () => Promise<void>;
  /** Takes the probe and claims its delivery, both or neither. `held`: none is due, or one runs. `closed`: nothing is held. */
  takeProbe: <T extends { attempt: number | null }>(
    id: string,
    claim: (tx: Tx) => Promise<T | null>,
  ) => Promise<T | null | "held" | "closed">;
  /** Records the result of a probe. Never throws: the lease of the probe expires by itself. */
  conclude: (id: string, verdict: ProbeVerdict) => Promise<void>;
};

/** A check that takes longer than this, and that only the share of failures keeps closed, is repeated less often. */
const quickMilliseconds = 10;
const logger = logFor("breakers");

/** Rolls back a claim that began no attempt, so that the probe stays free. */
class NoAttemptBegun<T> extends Error {
  readonly claim: T | null;
  constructor(claim: T | null) {
    super("the claim of a probe began no attempt");
    this.claim = claim;
  }
}

export function createBreaker(pool: pg.Pool, handler: string, policy: BreakerPolicy | null): HandlerBreaker {
  let restUntil = 0;
  let running: Promise<void> = Promise.resolve();
  let queued: Promise<void> | undefined;
  const logged = (moved: Moved | null): Moved | null => {
    if (moved) logMove(handler, moved);
    return moved;
  };

  const check = async ({ windowSeconds, deliveries }: BreakerPolicy) => {
    const startedAt = performance.now();
    const seen = await countFailures(pool, handler, windowSeconds);
    logged(await moveAlone(pool, handler, policy, { kind: "failures", ...seen }));
    const taken = performance.now() - startedAt;
    // Below the threshold every failure is checked: without that, a slow machine lost 129 mails of a promised 100.
    if (taken > quickMilliseconds && seen.deliveries >= deliveries) restUntil = performance.now() + 3 * taken;
  };
  const conclude = async (event: BreakerEvent) => {
    // Retried: the step of another process in between does not count as a result.
    for (let round = 0; round < 3; round += 1) if (logged(await moveAlone(pool, handler, policy, event))) return;
  };
  const survive = (work: Promise<void>) =>
    work.catch((error: unknown) => logger.warn({ err: error, handler }, "moving a circuit breaker failed"));

  return {
    async onFailures() {
      if (policy === null || performance.now() < restUntil) return;
      // One check at a time, and one that begins after the caller's failures were committed.
      queued ??= running.then(() => {
        running = queued ?? running;
        queued = undefined;
        return survive(check(policy));
      });
      await queued;
    },

    async takeProbe(id, claim) {
      try {
        const { moved, taken } = await inTransaction(pool, async (tx) => {
          const moved = await moveAudited(tx, handler, policy, { kind: "take", probe: id });
          if (moved?.breaker.state === "closed") return { moved, taken: "closed" as const };
          if (moved?.breaker.probeId !== id) return { moved, taken: "held" as const };
          const claimed = await claim(tx);
          if (claimed?.attempt == null) throw new NoAttemptBegun(claimed);
          return { moved, taken: claimed };
        });
        logged(moved);
        return taken;
      } catch (error) {
        if (error instanceof NoAttemptBegun) return error.claim;
        throw error;
      }
    },

    async conclude(id, verdict) {
      await survive(
        verdict === "passed"
          ? isAnyOtherHeld(pool, handler, id).then((others) => conclude({ kind: "passed", probe: id, isLast: !others }))
          : conclude({ kind: verdict, probe: id }),
      );
    },
  };
}

function logMove(handler: string, { before, breaker }: Moved): void {
  const { state, failed, tries, failureCode, nextProbeAt } = breaker;
  if (state === "open") {
    logger.warn(
      { handler, failed, tries, failureCode, nextProbeAt },
      before.state === "closed"
        ? "too many attempts failed: the handler's deliveries are held"
        : "a probe failed: the handler's deliveries stay held",
    );
  }
  if (state === "closed" && before.state !== "closed") {
    logger.info({ handler }, "probes passed: the handler's deliveries continue");
    notify("redeliver_queue", handler);
  }
}
