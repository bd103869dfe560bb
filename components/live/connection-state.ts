/** State of the event-stream connection. */
export type Connection = {
  /** `asleep` in a hidden tab, `polling` if the stream does not open. */
  phase: "opening" | "open" | "polling" | "asleep";
  /** Consecutive failures since the last event. */
  failures: number;
  /** The server reports that its database does not respond. */
  stalled: boolean;
};

export type ConnectionEvent = "received" | "stalled" | "failed" | "unsupported" | "hidden" | "shown";

/** After this many failures the page polls; reconnecting continues. */
const failuresBeforePolling = 3;

export const newConnection: Connection = { phase: "opening", failures: 0, stalled: false };

/** Next connection state. While asleep, only `shown` has an effect. */
export function nextConnection(connection: Connection, event: ConnectionEvent): Connection {
  if (event === "shown") return connection.phase === "asleep" ? newConnection : connection;
  if (event === "hidden") return { ...newConnection, phase: "asleep" };
  if (connection.phase === "asleep") return connection;
  switch (event) {
    case "received":
      return { phase: "open", failures: 0, stalled: false };
    case "stalled":
      return { phase: "open", failures: 0, stalled: true };
    case "unsupported":
      return { ...connection, phase: "polling" };
    case "failed": {
      const failures = connection.failures + 1;
      return { ...connection, phase: failures >= failuresBeforePolling ? "polling" : "opening", failures };
    }
  }
}

/**
 * Whether to report the connection as down. A single failure is ignored: streams end once an hour, or once a minute on
 * serverless platforms, and reopen within a second.
 */
export const isFailing = ({ failures, stalled, phase }: Connection): boolean =>
  stalled || (phase !== "polling" && failures > 1);

const longestMilliseconds = 30_000;

/** Reconnect delay in milliseconds: 500 ms, doubling up to 30 s, with jitter. */
export const backOff = (failures: number, random: () => number = Math.random): number =>
  Math.min(longestMilliseconds, 500 * 2 ** Math.max(0, failures - 1)) * (0.5 + random() / 2);
