import { hostname } from "node:os";
import type { ProcessKind } from "#server/contracts/monitoring/process.ts";
import { noteDeploy } from "#server/monitoring/processes/sql/note-deploy.ts";
import { removeProcess } from "#server/monitoring/processes/sql/remove-process.ts";
import { type Hand, type ProcessIdentity, writeBeat } from "#server/monitoring/processes/sql/write-beat.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { buildId } from "#server/platform/env/env.ts";
import { newId } from "#server/platform/new-id.ts";
import { logFor } from "#server/platform/telemetry/log.ts";
import { watchLoopDelay } from "#server/platform/telemetry/watch-loop-delay.ts";

/** Each beat is a statement, and at rest all processes together may ask ten a second: only workers need the short one. */
const everyMilliseconds: Record<ProcessKind, number> = { worker: 8_000, web: 12_000, sink: 12_000 };
const farewellMilliseconds = 3_000;
const logger = logFor("process");

type Beating = {
  kind: ProcessKind;
  /** Aborts when the process is told to end: the next beat, at once, says that it drains. */
  signal: AbortSignal;
  duties?: readonly string[];
  hands?: () => readonly Hand[];
  everyMs?: number;
};

export type Heartbeat = {
  id: string;
  /** The last one of a process that ends in order: its row goes. Never throws, and never takes longer than 3 s. */
  stop: () => Promise<void>;
};

/**
 * Keeps this process's row in the register true until it ends. Nothing depends on a beat: one that fails is only missed, and
 * there is never more than one under way, so that a database that hangs costs one connection and not all.
 */
export function keepBeating(queryable: Queryable, beating: Beating): Heartbeat {
  const { kind, signal, duties = [], hands = () => [], everyMs = everyMilliseconds[kind] } = beating;
  const identity: ProcessIdentity = { id: newId(), kind, host: hostname(), pid: process.pid, build: buildId(), duties };
  const delay = watchLoopDelay();
  let underWay: Promise<void> | undefined;
  let noted = false;
  let failing = false;
  let stopped = false;

  const write = async () => {
    try {
      const { rss, heapUsed } = process.memoryUsage();
      await writeBeat(queryable, identity, {
        draining: signal.aborted,
        uptimeSeconds: process.uptime(),
        residentBytes: rss,
        heapUsedBytes: heapUsed,
        loopDelaySeconds: delay.read(),
        hands: hands(),
      });
      if (!noted) await noteDeploy(queryable, kind, identity.build);
      noted = true;
      failing = false;
    } catch (error) {
      // The rest of the process says what is wrong with the database; once is enough here.
      if (!failing) logger.warn({ err: error }, "a heartbeat could not be written; trying again");
      failing = true;
    }
  };
  const beat = () => {
    if (stopped) return;
    underWay ??= write().finally(() => {
      underWay = undefined;
    });
  };
  const timer = setInterval(beat, everyMs);
  timer.unref();
  beat();
  const beatNext = () => void (underWay ?? Promise.resolve()).then(beat);
  signal.addEventListener("abort", beatNext, { once: true });

  return {
    id: identity.id,
    async stop() {
      stopped = true;
      clearInterval(timer);
      signal.removeEventListener("abort", beatNext);
      delay.stop();
      // After the one under way, which would bring the row back.
      const farewell = (async () => {
        await underWay;
        await removeProcess(queryable, identity.id);
      })().catch((error: unknown) => logger.debug({ err: error }, "the row of this process stays; it will be gone"));
      let giveUp: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        giveUp = setTimeout(resolve, farewellMilliseconds);
      });
      await Promise.race([farewell, patience]);
      clearTimeout(giveUp);
    },
  };
}
