import type { IncomingMessage } from "node:http";

/** The body as a web stream that pulls: back-pressure reaches the socket, and cancelling it leaves the socket alone. */
function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  let detach = () => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const onData = (chunk: Buffer) => {
          controller.enqueue(chunk);
          if ((controller.desiredSize ?? 0) <= 0) incoming.pause();
        };
        const onEnd = () => {
          detach();
          controller.close();
        };
        const onBreak = () => {
          detach();
          controller.error(new Error("the client went away before its body had ended"));
        };
        detach = () => {
          incoming.off("data", onData).off("end", onEnd).off("error", onBreak).off("close", onBreak);
          incoming.on("error", () => {});
        };
        incoming.on("data", onData).on("end", onEnd).on("error", onBreak).on("close", onBreak);
        incoming.pause();
      },
      pull() {
        incoming.resume();
      },
      cancel() {
        incoming.pause();
        detach();
      },
    },
    { highWaterMark: 0 },
  );
}

const hasBody = ({ headers }: IncomingMessage) =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

/** What node:http received as the web-standard Request that routes take. `signal` aborts when the client goes away. */
export function toRequest(incoming: IncomingMessage, url: string, signal?: AbortSignal): Request {
  const headers = new Headers();
  const { rawHeaders } = incoming;
  // Raw, because node joins or drops repeated headers by name; joined, none of ours is valid, which is what we want.
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? "", rawHeaders[index + 1] ?? "");
  }
  const method = incoming.method === "HEAD" ? "GET" : (incoming.method ?? "GET");
  const carriesBody = method !== "GET" && hasBody(incoming);
  return new Request(url, {
    method,
    headers,
    ...(signal ? { signal } : {}),
    ...(carriesBody ? { body: bodyOf(incoming), duplex: "half" as const } : {}),
  });
}
