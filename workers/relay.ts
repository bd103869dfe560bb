import type pg from "pg";
import { assignMissingCauses } from "#server/delivery/causes/assign-missing-causes.ts";
import { type RelayRegistry, relayBatch, requeueJobless } from "#server/delivery/outbox/relay-batch.ts";
import { findWork } from "#server/delivery/outbox/sql/find-work.ts";
import { inTransaction } from "#server/platform/database/db.ts";
import type { Boss } from "#server/platform/pgboss/boss.ts";
import { followLoop } from "#server/platform/telemetry/follow-loop.ts";
import { logFor } from "#server/platform/telemetry/log.ts";
import type { Wakeup } from "#server/platform/wakeups/wakeup.ts";

const pollMilliseconds = 1_000;
const sweepMilliseconds = 30_000;
const causesPerRound = 500;
const logger = logFor("relay");

/** The relay's loop: ticks while there is more, then sleeps until a signal or the next poll. Every 30 s it checks for lost jobs and dead letters without a cause. Never rejects. */
export async function relay(
  pool: pg.Pool,
  boss: Boss,
  registry: RelayRegistry,
  wakeup: Wakeup,
  signal: AbortSignal,
): Promise<void> {
  let sweepAt = 0;
  const loop = followLoop("relay");
  while (!signal.aborted) {
    loop.turn();
    try {
      if (performance.now() >= sweepAt) {
        sweepAt = performance.now() + sweepMilliseconds;
        const requeued = await requeueJobless(pool, boss);
        if (requeued > 0) logger.error({ requeued }, "deliveries in flight without a job got a new one");
        while (
          !signal.aborted &&
          (await inTransaction(pool, (tx) => assignMissingCauses(tx, causesPerRound))) === causesPerRound
        )
          loop.turn();
      }
      if (await findWork(pool)) {
        const { more, parked } = await relayBatch(pool, boss, registry);
        if (parked > 0) logger.warn({ parked }, "messages that could not be relayed were dead-lettered");
        if (more) continue;
      }
    } catch (error) {
      logger.warn({ err: error }, "a tick of the relay failed, retrying");
    }
    await wakeup.wait(pollMilliseconds, signal);
  }
  loop.end();
}
