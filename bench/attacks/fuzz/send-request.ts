import { type Agent, request } from "node:http";
import type { FuzzRequest } from "#bench/attacks/fuzz/generate-request.ts";

export type FuzzAnswer = { status: number; headers: string; text: string; milliseconds: number };

/** Longer than an answer may take: what has not come by then is a hang. */
const patienceMilliseconds = 8_000;
/** An export or a page is read up to here; a stream has no end to wait for. */
const mostBytes = 4_000_000;

/**
 * Sends one request as it is. Status 0: no answer came, or the connection broke; `text` says how. A kept connection that the
 * server closed a moment before says nothing about the request: it is sent again on one of its own.
 */
export async function sendRequest(to: { origin: string; agent: Agent }, asked: FuzzRequest): Promise<FuzzAnswer> {
  const answer = await send(to, asked);
  return answer.stale ? send({ ...to, agent: false }, asked) : answer;
}

function send(
  { origin, agent }: { origin: string; agent: Agent | false },
  { method, path, headers, body }: FuzzRequest,
): Promise<FuzzAnswer & { stale: boolean }> {
  const { hostname, port } = new URL(origin);
  const startedAt = performance.now();
  const length: Record<string, string> = body === null ? {} : { "content-length": String(Buffer.byteLength(body)) };
  // Characters that a URL cannot contain are encoded, as every client does; a broken encoding is left as it is.
  const target = path.replace(/[^\x21-\x7e]/gu, (sign) => encodeURIComponent(sign.toWellFormed()));
  return new Promise((resolve) => {
    const done = (status: number, head: string, text: string, stale = false) => {
      clearTimeout(patience);
      resolve({ status, headers: head, text, milliseconds: performance.now() - startedAt, stale });
    };
    const outgoing = request({ hostname, port, method, path: target, agent, headers: { ...length, ...headers } });
    const patience = setTimeout(() => outgoing.destroy(new Error("no answer in time")), patienceMilliseconds);
    outgoing.on("error", (error) => {
      const isReset = "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");
      done(0, "", error.message, isReset && outgoing.reusedSocket);
    });
    outgoing.on("response", (incoming) => {
      const { statusCode = 0, headers: answered } = incoming;
      const head = JSON.stringify(answered);
      const chunks: Buffer[] = [];
      let size = 0;
      const end = () => done(statusCode, head, Buffer.concat(chunks).toString());
      incoming.on("data", (chunk: Buffer) => {
        size += chunk.byteLength;
        chunks.push(chunk);
        if (size < mostBytes && !answered["content-type"]?.startsWith("text/event-stream")) return;
        end();
        incoming.destroy();
      });
      incoming.on("end", end);
      incoming.on("error", end);
    });
    outgoing.end(body ?? undefined);
  });
}
