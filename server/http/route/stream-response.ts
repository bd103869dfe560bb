import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { dataHeaders } from "#server/http/response/security-headers.ts";
import type { RouteContext } from "#server/http/route/route-definition.ts";

/** Resolves when more may be written, or when the connection is closed. */
async function drained(outgoing: ServerResponse): Promise<void> {
  const over = new AbortController();
  const options = { signal: over.signal };
  const either = [once(outgoing, "drain", options), once(outgoing, "close", options)];
  await Promise.race(either);
  over.abort();
  await Promise.allSettled(either);
}

/**
 * Writes a stream chunk by chunk at the client's pace. `closing` ends the streams that are still open when the server stops.
 * A source that fails breaks the connection: half an answer must not look like a whole one.
 */
export async function writeStream(body: ReadableStream<Uint8Array>, outgoing: ServerResponse, closing?: AbortSignal) {
  const reader = body.getReader();
  const stop = () => void reader.cancel().catch(() => {});
  // A client that reads nothing would hold the server open until the connection breaks by itself.
  const cut = () => outgoing.destroy();
  const stopAtOnce = () => {
    stop();
    if (outgoing.writableNeedDrain) cut();
  };
  outgoing.once("close", stop);
  closing?.addEventListener("abort", stopAtOnce, { once: true });
  reader.closed.catch(cut);
  // A connection that closed before the stream was opened has no further close event.
  if (closing?.aborted || outgoing.destroyed) stop();
  // A client that waits for the first event must see that the stream is open.
  outgoing.flushHeaders();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || outgoing.destroyed) break;
      if (!outgoing.write(value)) await drained(outgoing);
    }
    outgoing.end();
  } catch {
    // Half an answer must not look like a whole one.
    cut();
  } finally {
    outgoing.off("close", stop);
    closing?.removeEventListener("abort", stopAtOnce);
  }
}

/**
 * Answers with a stream. Our own server writes it itself: node-server cannot end streams when the listener closes, and appends
 * the error of a source that fails. HEAD cancels the stream, which would otherwise stay open without a reader.
 */
export async function streamResponse(
  c: RouteContext,
  body: ReadableStream<Uint8Array>,
  headers: Record<string, string>,
): Promise<Response> {
  const sent = { ...dataHeaders(), ...headers };
  if (c.req.raw.method === "HEAD") {
    await body.cancel();
    return new Response(null, { headers: sent });
  }
  const { outgoing, closing } = c.env;
  if (!outgoing) return new Response(body, { headers: sent });
  outgoing.writeHead(200, sent);
  await writeStream(body, outgoing, closing);
  return RESPONSE_ALREADY_SENT;
}
