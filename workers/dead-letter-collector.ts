import type pg from "pg";
import { markDead } from "#server/delivery/deliveries/mark-dead.ts";
import type { Boss } from "#server/platform/pgboss/boss.ts";
import { type Consumer, consume } from "#server/platform/pgboss/consume.ts";
import { deadLetterQueueOf } from "#server/platform/pgboss/ensure-queues.ts";

const pollMilliseconds = 3_000;

/** Consumes the dead-letter queue of a handler: marks each delivery as dead-lettered, then calls `onDead`. */
export function collectDeadLetters(pool: pg.Pool, boss: Boss, handlerId: string, onDead: () => void): Consumer {
  return consume(boss, {
    queue: deadLetterQueueOf(handlerId),
    concurrency: 10,
    pollMilliseconds,
    handle: async (job) => {
      await markDead(pool, boss, handlerId, job);
      onDead();
    },
  });
}
