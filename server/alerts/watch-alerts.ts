import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { createChannels } from "#server/alerts/channels.ts";
import { evaluateAlerts } from "#server/alerts/evaluate-alerts.ts";
import { sendNotices } from "#server/alerts/send-notices.ts";
import type { Env } from "#server/env.ts";
import { logFor } from "#server/telemetry/log.ts";

/** Web looks less often: it is there for when no worker is. Each look is one statement, and at rest few may be asked. */
const everyMilliseconds = { worker: 15_000, web: 30_000 };
const logger = logFor("alerts");

/**
 * Looks every few seconds whether something is wrong, and says so. Workers and web both do: a pipeline whose workers are all
 * dead must be noticed by somebody else. Survives every error.
 */
export async function watchAlerts(
  pool: pg.Pool,
  env: Env,
  signal: AbortSignal,
  kind: keyof typeof everyMilliseconds,
): Promise<void> {
  const channels = createChannels(env);
  while (!signal.aborted) {
    try {
      if (await evaluateAlerts(pool, env)) await sendNotices(pool, channels, signal);
    } catch (error) {
      logger.warn({ err: error }, "alerts were not looked at; trying again");
    }
    await pause(everyMilliseconds[kind], undefined, { signal, ref: false }).catch(() => undefined);
  }
}
