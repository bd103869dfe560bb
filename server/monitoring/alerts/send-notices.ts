import type pg from "pg";
import type { Channel } from "#server/monitoring/alerts/channels.ts";
import { settleNotice, takeDueNotices } from "#server/monitoring/alerts/sql/notices.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

const atOnce = 20;
const mostAttempts = 6;
const longestError = 500;
const logger = logFor("alerts");

/**
 * Sends the due notices, each at most six times within five minutes. After that it has failed, as the alerts page shows.
 * Returns the number of notices that were accepted.
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
        const message = (error instanceof Error ? error.message : String(error)).slice(0, longestError);
        const isLast = attempts >= mostAttempts;
        logger.warn(
          { channel, attempts, err: error },
          isLast ? "sending a notice failed; no attempts left" : "sending a notice failed; retrying",
        );
        await settleNotice(pool, { id, state: isLast ? "failed" : "due", error: message });
        return false;
      }
    }),
  );
  return sent.filter(Boolean).length;
}
