import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { WholeAnswer } from "#server/http/json-answer.ts";

function headersOf(response: Response): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = Object.fromEntries(response.headers);
  const cookies = response.headers.getSetCookie();
  return cookies.length > 0 ? { ...headers, "set-cookie": cookies } : headers;
}

/** Resolves when more may be written, or when there is nobody left to write to. */
async function drained(outgoing: ServerResponse): Promise<void> {
  const over = new AbortController();
  const options = { signal: over.signal };
  const either = [once(outgoing, "drain", options), once(outgoing, "close", options)];
  await Promise.race(either);
  over.abort();
  await Promise.allSettled(either);
}

async function writeStream(body: ReadableStream<Uint8Array>, outgoing: ServerResponse, closing?: AbortSignal) {
  const reader = body.getReader();
  const stop = () => void reader.cancel().catch(() => {});
  // Who reads nothing would hold the server open, and a source that gave up on them, until the connection breaks by itself.
  const cut = () => outgoing.destroy();
  const stopAtOnce = () => {
    stop();
    if (outgoing.writableNeedDrain) cut();
  };
  outgoing.once("close", stop);
  closing?.addEventListener("abort", stopAtOnce, { once: true });
  reader.closed.catch(cut);
  if (closing?.aborted) stop();
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

/** Sends an answer that is whole. As text: node joins a head and a string into one write, a head and a buffer into two. */
export function writeWhole({ status, headers, text }: WholeAnswer, outgoing: ServerResponse, head: boolean): void {
  outgoing.writeHead(status, headers);
  if (head || text === null) outgoing.end();
  else outgoing.end(text);
}

/**
 * Sends a web-standard Response chunk by chunk at the client's pace. `closing` ends the streams that are still open when
 * the server stops.
 */
export async function writeResponse(
  response: Response,
  outgoing: ServerResponse,
  { head, closing }: { head: boolean; closing?: AbortSignal },
): Promise<void> {
  outgoing.writeHead(response.status, headersOf(response));
  if (head || !response.body) {
    await response.body?.cancel();
    outgoing.end();
  } else {
    await writeStream(response.body, outgoing, closing);
  }
}
