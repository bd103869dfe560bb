/** Opens a stream of server-sent events: EventSource in the product, a script in tests. */
export type StreamSource = (
  url: string,
  on: {
    event: (name: string, data: string) => void;
    /** The stream ended and does not reconnect by itself. */
    end: () => void;
  },
) => { close: () => void };

const names = ["snapshot", "beat", "stalled"];

/**
 * Source based on EventSource; null if the browser has none. EventSource reconnects after a dropped connection but never
 * after an error response (503 while a server starts). It is closed at its first error, so that both use one back-off.
 */
export function browserSource(): StreamSource | null {
  if (typeof EventSource === "undefined") return null;
  return (url, on) => {
    const source = new EventSource(url);
    for (const name of names) {
      source.addEventListener(name, (message: MessageEvent<string>) => on.event(name, message.data));
    }
    source.addEventListener("error", () => {
      source.close();
      on.end();
    });
    return source;
  };
}
