import pg from "pg";
import { logFor } from "#server/platform/telemetry/log.ts";
import type { Channel } from "#server/platform/wakeups/notify.ts";

const logger = logFor("wakeups");
const heartbeatMilliseconds = 10_000;

/**
 * Holds one connection that listens on the channels and calls `onWake` for every notification, and once after every
 * (re)connect, because what came meanwhile is lost. Reconnects with back-off; a half-open connection is found by a
 * heartbeat. Only ever a hint: every sleeper also polls. Needs a direct connection (poolers drop LISTEN).
 */
export function listen(
  url: string,
  channels: readonly Channel[],
  onWake: (channel: string, payload: string) => void,
): () => Promise<void> {
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let beat: NodeJS.Timeout | undefined;
  let failures = 0;
  let closed = false;

  const lose = (lost: pg.Client, error?: Error) => {
    if (client !== lost) return;
    client = undefined;
    clearInterval(beat);
    lost.end().catch(() => {});
    if (closed) return;
    failures += 1;
    if (error) logger.debug({ err: error }, "the listening connection was lost; polling goes on");
    retry = setTimeout(connect, Math.min(5_000, 100 * 2 ** failures));
  };

  const connect = () => {
    const next = new pg.Client({
      connectionString: url,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
    });
    client = next;
    next.on("error", (error) => lose(next, error));
    next.on("end", () => lose(next));
    next.on("notification", ({ channel, payload }) => onWake(channel, payload ?? ""));
    next
      .connect()
      .then(() => next.query(channels.map((channel) => `listen ${pg.escapeIdentifier(channel)}`).join("; ")))
      .then(() => {
        failures = 0;
        for (const channel of channels) onWake(channel, "");
        beat = setInterval(
          () => next.query("select 1").catch((error: Error) => lose(next, error)),
          heartbeatMilliseconds,
        );
      })
      .catch((error: Error) => lose(next, error));
  };
  connect();

  return async () => {
    closed = true;
    clearTimeout(retry);
    clearInterval(beat);
    await client?.end().catch(() => {});
  };
}
