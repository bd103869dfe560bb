import type pg from "pg";
import type { Channel } from "#server/monitoring/alerts/channels.ts";
import { settleNotice, takeDueNotices } from "#server/monitoring/alerts/sql/notices.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

const atOnce = 20;
const mostAttempts = 6;
const longestError = 500;
const logger = logFor("alerts");

/**
 * Says what is due, each notice at most six times over five minutes until its receiver has taken it; after that it has failed
 * and says so on the page of alerts. Returns how many were taken.
 */
export async function sendNotices(
  pool: pg.Pool,
  channels: ReadonlyMap<string, Channel>,
  signal: AbortSignal,
): Promise<number> {
  if (channels.size === 0) return 0;
  const due = await takeDueNotices(pool, [...channels.keys()], atOnce);
  const sent = await Promise.all(
    due.map(async ({ id, channel, body, attempts }) => {
      try {
        await channels.get(channel)?.({ id, body }, signal);
        await settleNotice(pool, { id, state: "sent", error: null });
        return true;
      } catch (error) {
        const said = (error instanceof Error ? error.message : String(error)).slice(0, longestError);
        const over = attempts >= mostAttempts;
        logger.warn(
          { channel, attempts, err: error },
          over ? "a notice was given up" : "a notice was not taken; trying again",
        );
        await settleNotice(pool, { id, state: over ? "failed" : "due", error: said });
        return false;
      }
    }),
  );
  return sent.filter(Boolean).length;
}
