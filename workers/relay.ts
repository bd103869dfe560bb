import type pg from "pg";
import { type RelayRegistry, relayBatch } from "#server/outbox/relay-batch.ts";
import { findWork } from "#server/outbox/sql/find-work.ts";
import type { Boss } from "#server/queue/boss.ts";
import { logFor } from "#server/telemetry/log.ts";
import type { Alarm } from "#server/wakeups/alarm.ts";

const pollMilliseconds = 1_000;
const logger = logFor("relay");

/** The relay's loop: ticks while there is more, then sleeps until woken or the next poll. Survives every error. */
export async function relay(
  pool: pg.Pool,
  boss: Boss,
  registry: RelayRegistry,
  alarm: Alarm,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      if (await findWork(pool)) {
        const { more, parked } = await relayBatch(pool, boss, registry);
        if (parked > 0) logger.warn({ parked }, "messages that could not be relayed are dead letters now");
        if (more) continue;
      }
    } catch (error) {
      logger.warn({ err: error }, "a tick of the relay failed; trying again");
    }
    await alarm.wait(pollMilliseconds, signal);
  }
}
