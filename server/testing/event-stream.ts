import { type IncomingMessage, request } from "node:http";

type StreamEvent = { id: string | undefined; name: string; data: unknown; at: number };

export type EventStream = {
  status: number;
  headers: IncomingMessage["headers"];
  /** All received events, oldest first. */
  events: StreamEvent[];
  /** The data of the newest event of a name. */
  newest: (name: string) => unknown;
  /** Whether the stream has ended; `clean` where the server ended it without a reset. */
  ended: () => { clean: boolean } | undefined;
  /** Pauses and resumes reading, as a slow client does. */
  pause: () => void;
  /** Closes the connection without an end. */
  kill: () => void;
};

function parse(block: string): StreamEvent | null {
  const fields = new Map(block.split("\n").map((line) => [line.split(": ", 1)[0], line.slice(line.indexOf(": ") + 2)]));
  const name = fields.get("event");
  if (name === undefined) return null;
  return { id: fields.get("id"), name, data: JSON.parse(fields.get("data") ?? "null"), at: Date.now() };
}

/** Opens a stream of server-sent events by Node's own client, on its own connection. */
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
