import type pg from "pg";
import type { Moved } from "#server/delivery/gate/move-breaker.ts";
import { moveAlone, moveOnRecord } from "#server/delivery/gate/move-on-record.ts";
import { countFailures, isAnyOtherHeld } from "#server/delivery/gate/sql/breakers.ts";
import type { BreakerEvent } from "#server/delivery/gate/step-breaker.ts";
import type { BreakerPolicy } from "#server/delivery/handlers/define-handler.ts";
import { inTransaction, type Tx } from "#server/platform/database/db.ts";
import { logFor } from "#server/platform/telemetry/log.ts";
import { notify } from "#server/platform/wakeups/notify.ts";

export type ProbeVerdict = "passed" | "failed" | "unclear";

/** One handler's breaker, as a worker uses it. */
export type HandlerBreaker = {
  /** Tries have failed and that is written down: looks whether it opens. Never throws. */
  onFailures: () => Promise<void>;
  /**
   * Takes the one place of a probe and claims its delivery, both or neither. `held`: it is not the time, or another has it.
   * `closed`: nothing is held any more.
   */
  takeProbe: <T extends { attempt: number | null }>(
    id: string,
    claim: (tx: Tx) => Promise<T | null>,
  ) => Promise<T | null | "held" | "closed">;
  /** What a probe said about the other side. Never throws: its place is free again when its time is over. */
  conclude: (id: string, verdict: ProbeVerdict) => Promise<void>;
};

/** A check that takes longer than this, and that only the share of failures keeps closed, is repeated less often. */
const quickMilliseconds = 10;
const logger = logFor("breakers");

/** Nothing of a claim that began nothing stays, and its place is another's. */
class NothingBegun<T> extends Error {
  readonly claim: T | null;
  constructor(claim: T | null) {
    super("a probe began nothing");
    this.claim = claim;
  }
}

export function createBreaker(pool: pg.Pool, handler: string, policy: BreakerPolicy | null): HandlerBreaker {
  let restUntil = 0;
  let running: Promise<void> = Promise.resolve();
  let queued: Promise<void> | undefined;
  const told = (moved: Moved | null): Moved | null => {
    if (moved) tell(handler, moved);
    return moved;
  };

  const look = async ({ windowSeconds, deliveries }: BreakerPolicy) => {
    const startedAt = performance.now();
    const seen = await countFailures(pool, handler, windowSeconds);
    told(await moveAlone(pool, handler, policy, { kind: "failures", ...seen }));
    const taken = performance.now() - startedAt;
    // Below the threshold every failure is checked: without that, a slow machine lost 129 mails of a promised 100.
    if (taken > quickMilliseconds && seen.deliveries >= deliveries) restUntil = performance.now() + 3 * taken;
  };
  const conclude = async (event: BreakerEvent) => {
    // Another's step in between is no verdict on this one.
    for (let tries = 0; tries < 3; tries += 1) if (told(await moveAlone(pool, handler, policy, event))) return;
  };
  const survive = (work: Promise<void>) =>
    work.catch((error: unknown) => logger.warn({ err: error, handler }, "a breaker was not moved"));

  return {
    async onFailures() {
      if (policy === null || performance.now() < restUntil) return;
      // One check at a time, and one that begins after the caller's failures were committed.
      queued ??= running.then(() => {
        running = queued ?? running;
        queued = undefined;
        return survive(look(policy));
      });
      await queued;
    },

    async takeProbe(id, claim) {
      try {
        const { moved, taken } = await inTransaction(pool, async (tx) => {
          const moved = await moveOnRecord(tx, handler, policy, { kind: "take", probe: id });
          if (moved?.breaker.state === "closed") return { moved, taken: "closed" as const };
          if (moved?.breaker.probeId !== id) return { moved, taken: "held" as const };
          const claimed = await claim(tx);
          if (claimed?.attempt == null) throw new NothingBegun(claimed);
          return { moved, taken: claimed };
        });
        told(moved);
        return taken;
      } catch (error) {
        if (error instanceof NothingBegun) return error.claim;
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

function tell(handler: string, { before, breaker }: Moved): void {
  const { state, failed, tries, failureCode, nextProbeAt } = breaker;
  if (state === "open") {
    logger.warn(
      { handler, failed, tries, failureCode, nextProbeAt },
      before.state === "closed"
        ? "too many tries failed: the handler's deliveries are held"
        : "a probe failed: held on",
    );
  }
  if (state === "closed" && before.state !== "closed") {
    logger.info({ handler }, "probes came through: the handler's deliveries go on");
    notify("redeliver_queue", handler);
  }
}
