import { db } from "#server/db.ts";
import { logFor } from "#server/telemetry/log.ts";

/** What sleeps: the relay, the consumers of one handler's queue, the collectors of dead-letter queues. */
export type Channel = "redeliver_outbox" | "redeliver_queue" | "redeliver_dead_letter";

const coalesceMilliseconds = 3;
const pending = new Map<string, NodeJS.Timeout>();
const logger = logFor("wakeups");

/**
 * Wakes sleepers in every process, after the commit that gave them work and never inside it: NOTIFY in the order's
 * transaction cut intake from 6,700 to 1,400 orders/s (two cores). Coalesced to one statement per channel and payload
 * per 3 ms. A lost wake-up costs one poll interval, never a message.
 */
export function wake(channel: Channel, payload = ""): void {
  const key = `${channel}:${payload}`;
  if (pending.has(key)) return;
  const pool = db();
  const timer = setTimeout(() => {
    pending.delete(key);
    pool
      .query("select pg_notify($1, $2)", [channel, payload])
      .catch((error: unknown) => logger.debug({ err: error }, "a wake-up was lost; the poll will find the work"));
  }, coalesceMilliseconds);
  pending.set(key, timer);
}
