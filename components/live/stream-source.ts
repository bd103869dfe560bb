/** What opens a stream of server-sent events. A browser's EventSource in the product, a script in tests. */
export type StreamSource = (
  url: string,
  on: {
    event: (name: string, data: string) => void;
    /** It is over, and will not come back by itself. */
    end: () => void;
  },
) => { close: () => void };

const names = ["snapshot", "beat", "stalled"];

/**
 * The browser's own. It would reconnect by itself after a cut, and never after a refusal (503 while a server starts): it is
 * closed at its first error, so that both are one case with one back-off. Null where the browser has none.
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
