import type { IncomingMessage } from "node:http";
import { AppError } from "#server/platform/errors.ts";

export const maxBodyBytes = 256 * 1024;

/** What a route reads of a request, whichever server received it. */
export type RouteRequest = {
  method: string;
  url: string;
  headers: Pick<Headers, "get">;
  hasBody: boolean;
  /**
   * The body's bytes, asked for once. Stops reading and throws `body_too_large` past
   * `maxBodyBytes`, whatever Content-Length says.
   */
  readBody: () => Promise<Uint8Array>;
};

const tooLarge = () => new AppError("body_too_large", `The body must have at most ${maxBodyBytes} bytes.`);
const joined = (chunks: Uint8Array[]): Uint8Array => (chunks.length === 1 && chunks[0]) || Buffer.concat(chunks);

async function readStream(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joined(chunks);
    size += value.byteLength;
    if (size > maxBodyBytes) {
      await reader.cancel();
      throw tooLarge();
    }
    chunks.push(value);
  }
}

/** Of a web-standard Request, as Next gives it. */
export const ofRequest = (request: Request): RouteRequest => ({
  method: request.method,
  url: request.url,
  headers: request.headers,
  hasBody: request.body !== null,
  readBody: async () => {
    if (!request.body) return new Uint8Array();
    if (Number(request.headers.get("content-length")) > maxBodyBytes) throw tooLarge();
    return readStream(request.body);
  },
});

const hasBody = ({ method, headers }: IncomingMessage) =>
  method !== "GET" &&
  method !== "HEAD" &&
  (headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0);

function readIncoming(incoming: IncomingMessage): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const detach = () => {
      incoming.off("data", onData).off("end", onEnd).off("error", onBreak).off("close", onBreak);
      incoming.on("error", () => {});
    };
    const onData = (chunk: Buffer) => {
      size += chunk.byteLength;
      chunks.push(chunk);
      if (size <= maxBodyBytes) return;
      detach();
      incoming.pause();
      reject(tooLarge());
    };
    const onEnd = () => {
      detach();
      resolve(joined(chunks));
    };
    const onBreak = () => {
      detach();
      reject(new AppError("malformed_json", "The body broke off before its end."));
    };
    // Whoever left while it was being found out who asks has closed already, and will not say so again.
    if (incoming.destroyed && !incoming.complete) return onBreak();
    incoming.on("data", onData).on("end", onEnd).on("error", onBreak).on("close", onBreak);
  });
}

/**
 * Of node:http, without a Request around it: to build one, with its Headers and its stream, cost a third of what an order
 * needs of the process. A repeated header is joined, as Headers does; node's own `headers` would keep the first.
 */
export const ofIncoming = (incoming: IncomingMessage, url: string): RouteRequest => ({
  method: incoming.method === "HEAD" ? "GET" : (incoming.method ?? "GET"),
  url,
  headers: { get: (name) => incoming.headersDistinct[name.toLowerCase()]?.join(", ") ?? null },
  hasBody: hasBody(incoming),
  readBody: async () => {
    if (Number(incoming.headers["content-length"] ?? 0) > maxBodyBytes) throw tooLarge();
    return readIncoming(incoming);
  },
});
