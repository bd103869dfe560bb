import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { createChannels } from "#server/alerts/channels.ts";
import { evaluateAlerts, restSeconds } from "#server/alerts/evaluate-alerts.ts";
import { sendNotices } from "#server/alerts/send-notices.ts";
import type { Env } from "#server/env.ts";
import { logFor } from "#server/telemetry/log.ts";
import { createAlarm } from "#server/wakeups/alarm.ts";

/** Web looks less often: it is there for when no worker is. Each look is one statement, and at rest few may be asked. */
const everyMilliseconds = { worker: 15_000, web: 30_000 };
/** A death, or paused sending, is looked at so soon, and a storm of them so seldom. */
const settleMilliseconds = 1_000;
const logger = logFor("alerts");

/**
 * Looks every few seconds, and a second after `deaths` rang (for a death, or for sending that is paused), whether something is wrong, and says so. Workers and web
 * both do: that all workers are dead must be noticed by somebody else. Survives every error.
 */
export async function watchAlerts(
  pool: pg.Pool,
  env: Env,
  signal: AbortSignal,
  kind: keyof typeof everyMilliseconds,
  deaths = createAlarm(),
): Promise<void> {
  const channels = createChannels(env);
  let rung = false;
  while (!signal.aborted) {
    try {
      const told = await evaluateAlerts(pool, env, rung ? settleMilliseconds / 2_000 : restSeconds);
      // Somebody else's look may be from before the death that rang.
      if (told === null && rung) deaths.ring();
      if (told) await sendNotices(pool, channels, signal);
    } catch (error) {
      logger.warn({ err: error }, "alerts were not looked at; trying again");
    }
    await pause(settleMilliseconds, undefined, { signal, ref: false }).catch(() => undefined);
    rung = await deaths.wait(everyMilliseconds[kind] - settleMilliseconds, signal);
  }
}
