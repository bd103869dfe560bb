import { type IncomingMessage, request } from "node:http";

export type StreamEvent = { id: string | undefined; name: string; data: unknown; at: number };

export type EventStream = {
  status: number;
  headers: IncomingMessage["headers"];
  /** All that has come so far, oldest first. */
  events: StreamEvent[];
  /** The data of the newest event of a name. */
  newest: (name: string) => unknown;
  /** Whether the server has ended it; `clean` where it did so by an end and not by a cut. */
  ended: () => { clean: boolean } | undefined;
  /** Stops and goes on taking bytes, as a slow client does. */
  pause: () => void;
  /** Dies without a word. */
  kill: () => void;
};

function parse(block: string): StreamEvent | null {
  const fields = new Map(block.split("\n").map((line) => [line.split(": ", 1)[0], line.slice(line.indexOf(": ") + 2)]));
  const name = fields.get("event");
  if (name === undefined) return null;
  return { id: fields.get("id"), name, data: JSON.parse(fields.get("data") ?? "null"), at: Date.now() };
}

/** Opens a stream of server-sent events with node's own client, on a connection of its own. */
export function openEventStream(
  port: number,
  headers: Record<string, string>,
  path = "/api/v1/events",
): Promise<EventStream> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port, path, headers, agent: false }, (incoming) => {
      const events: StreamEvent[] = [];
      let ended: { clean: boolean } | undefined;
      let rest = "";
      incoming.setEncoding("utf8");
      incoming.on("data", (text: string) => {
        const blocks = `${rest}${text}`.split("\n\n");
        rest = blocks.pop() ?? "";
        events.push(...blocks.map(parse).filter((event) => event !== null));
      });
      incoming.on("close", () => {
        ended = { clean: incoming.complete };
      });
      incoming.on("error", () => {});
      resolve({
        status: incoming.statusCode ?? 0,
        headers: incoming.headers,
        events,
        newest: (name) => events.findLast((event) => event.name === name)?.data,
        ended: () => ended,
        pause: () => incoming.pause(),
        kill: () => outgoing.destroy(),
      });
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}
