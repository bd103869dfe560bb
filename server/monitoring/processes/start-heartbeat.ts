import { hostname } from "node:os";
import type { ProcessKind } from "#server/contracts/monitoring/process.ts";
import { recordDeploy } from "#server/monitoring/processes/sql/record-deploy.ts";
import { removeProcess } from "#server/monitoring/processes/sql/remove-process.ts";
import {
  type InFlight,
  type ProcessIdentity,
  writeHeartbeat,
} from "#server/monitoring/processes/sql/write-heartbeat.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { buildId } from "#server/platform/env/env.ts";
import { newId } from "#server/platform/new-id.ts";
import { logFor } from "#server/platform/telemetry/log.ts";
import { watchLoopDelay } from "#server/platform/telemetry/watch-loop-delay.ts";

/** Each heartbeat is a statement, and idle processes together may run ten per second. Only workers need the short interval. */
const intervalMilliseconds: Record<ProcessKind, number> = { worker: 8_000, web: 12_000, sink: 12_000 };
const stopTimeoutMilliseconds = 3_000;
const logger = logFor("process");

type HeartbeatOptions = {
  kind: ProcessKind;
  /** Aborts at shutdown: the next heartbeat is sent at once and reports that the process drains. */
  signal: AbortSignal;
  duties?: readonly string[];
  inFlight?: () => readonly InFlight[];
  everyMs?: number;
};

export type Heartbeat = {
  id: string;
  /** Deletes the row of this process. Never throws, and takes 3 s at most. */
  stop: () => Promise<void>;
};

/**
 * Writes the row of this process at an interval until it stops. A failed heartbeat is only logged. At most one is
 * running, so that a database that hangs costs one connection.
 */
export function startHeartbeat(queryable: Queryable, options: HeartbeatOptions): Heartbeat {
  const { kind, signal, duties = [], inFlight = () => [], everyMs = intervalMilliseconds[kind] } = options;
  const identity: ProcessIdentity = { id: newId(), kind, host: hostname(), pid: process.pid, build: buildId(), duties };
  const delay = watchLoopDelay();
  let running: Promise<void> | undefined;
  let deployRecorded = false;
  let failing = false;
  let stopped = false;

  const write = async () => {
    try {
      const { rss, heapUsed } = process.memoryUsage();
      await writeHeartbeat(queryable, identity, {
        draining: signal.aborted,
        uptimeSeconds: process.uptime(),
        residentBytes: rss,
        heapUsedBytes: heapUsed,
        loopDelaySeconds: delay.read(),
        inFlight: inFlight(),
      });
      if (!deployRecorded) await recordDeploy(queryable, kind, identity.build);
      deployRecorded = true;
      failing = false;
    } catch (error) {
      // Logged once: the rest of the process logs that the database is unavailable.
      if (!failing) logger.warn({ err: error }, "writing the heartbeat failed; retrying");
      failing = true;
    }
  };
  const beat = () => {
    if (stopped) return;
    running ??= write().finally(() => {
      running = undefined;
    });
  };
  const timer = setInterval(beat, everyMs);
  timer.unref();
  beat();
  const beatNext = () => void (running ?? Promise.resolve()).then(beat);
  signal.addEventListener("abort", beatNext, { once: true });

  return {
    id: identity.id,
    async stop() {
      stopped = true;
      clearInterval(timer);
      signal.removeEventListener("abort", beatNext);
      delay.stop();
      // After the running heartbeat, which would insert the row again.
      const removal = (async () => {
        await running;
        await removeProcess(queryable, identity.id);
      })().catch((error: unknown) =>
        logger.debug({ err: error }, "the row of this process was not deleted; it expires"),
      );
      let giveUp: NodeJS.Timeout | undefined;
      const timeout = new Promise<void>((resolve) => {
        giveUp = setTimeout(resolve, stopTimeoutMilliseconds);
      });
      await Promise.race([removal, timeout]);
      clearTimeout(giveUp);
    },
  };
}
