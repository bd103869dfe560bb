import pg from "pg";
import { logFor } from "#server/platform/telemetry/log.ts";
import type { Channel } from "#server/platform/wakeups/notify.ts";

const logger = logFor("wakeups");
const heartbeatMilliseconds = 10_000;

/**
 * Listens on the channels over one direct connection (poolers drop LISTEN). Calls `onNotify` for every notification, and once per
 * channel after every (re)connect, because notifications of the meantime are lost. Reconnects with back-off; a heartbeat detects
 * a half-open connection. A notification is only a hint: every loop also polls.
 */
export function listen(
  url: string,
  channels: readonly Channel[],
  onNotify: (channel: string, payload: string) => void,
): () => Promise<void> {
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let heartbeat: NodeJS.Timeout | undefined;
  let failures = 0;
  let closed = false;

  const lose = (lost: pg.Client, error?: Error) => {
    if (client !== lost) return;
    client = undefined;
    clearInterval(heartbeat);
    lost.end().catch(() => {});
    if (closed) return;
    failures += 1;
    if (error) logger.debug({ err: error }, "the listening connection was lost; polling continues");
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
    next.on("notification", ({ channel, payload }) => onNotify(channel, payload ?? ""));
    next
      .connect()
      .then(() => next.query(channels.map((channel) => `listen ${pg.escapeIdentifier(channel)}`).join("; ")))
      .then(() => {
        failures = 0;
        for (const channel of channels) onNotify(channel, "");
        heartbeat = setInterval(
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
    clearInterval(heartbeat);
    await client?.end().catch(() => {});
  };
}
