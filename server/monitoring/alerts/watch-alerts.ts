import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { createChannels } from "#server/monitoring/alerts/channels.ts";
import { evaluateAlerts, restSeconds } from "#server/monitoring/alerts/evaluate-alerts.ts";
import { sendNotices } from "#server/monitoring/alerts/send-notices.ts";
import type { Env } from "#server/platform/env/env.ts";
import { logFor } from "#server/platform/telemetry/log.ts";
import { createWakeup } from "#server/platform/wakeups/wakeup.ts";

/** Web evaluates less often, for the time when no worker runs. Each evaluation is one statement. */
const everyMilliseconds = { worker: 15_000, web: 30_000 };
/** Delay of an evaluation after a dead letter or a pause of sending, and the least interval between two of them. */
const settleMilliseconds = 1_000;
const logger = logFor("alerts");

/**
 * Evaluates alerts every few seconds, and one second after a signal on `deaths` for a dead letter or a pause of sending. Workers
 * and web both do, so that the loss of all workers is noticed. Survives every error.
 */
export async function watchAlerts(
  pool: pg.Pool,
  env: Env,
  signal: AbortSignal,
  kind: keyof typeof everyMilliseconds,
  deaths = createWakeup(),
): Promise<void> {
  const channels = createChannels(env);
  let rung = false;
  while (!signal.aborted) {
    try {
      const due = await evaluateAlerts(pool, env, rung ? settleMilliseconds / 2_000 : restSeconds);
      // The other process may have evaluated before the dead letter that signalled.
      if (due === null && rung) deaths.signal();
      if (due) await sendNotices(pool, channels, signal);
    } catch (error) {
      logger.warn({ err: error }, "evaluating alerts failed; retrying");
    }
    await pause(settleMilliseconds, undefined, { signal, ref: false }).catch(() => undefined);
    rung = await deaths.wait(everyMilliseconds[kind] - settleMilliseconds, signal);
  }
}
