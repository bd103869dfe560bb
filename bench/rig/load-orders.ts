import { randomUUID } from "node:crypto";
import { createConnection, type Socket } from "node:net";

export type Target = { port: number; path: string; productId: string };

/** One order as the store's page posts it: a customer of its own, and a key of its own. */
function requestOf({ port, path, productId }: Target): string {
  const key = randomUUID();
  const customer = { name: "Ada Lovelace", email: `${key}@example.com` };
  const body = JSON.stringify({ customer, items: [{ productId, quantity: 1 }] });
  return [
    `POST ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    "Content-Type: application/json",
    `Idempotency-Key: ${key}`,
    `Content-Length: ${body.length}`,
    "",
    body,
  ].join("\r\n");
}

/** Bytes of the answer at the start of `text`, or 0 while it is not whole. Content-Length and chunked bodies only. */
export function answerLength(text: string): number {
  const head = text.indexOf("\r\n\r\n");
  if (head < 0) return 0;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, head))?.[1];
  if (length !== undefined) {
    const whole = head + 4 + Number(length);
    return text.length >= whole ? whole : 0;
  }
  const end = text.indexOf("0\r\n\r\n", head + 4);
  return end < 0 ? 0 : end + 5;
}

/**
 * Posts orders over keep-alive connections of its own, one at a time on each, for this long; returns how many were
 * answered 201 per second. Throws at any other answer or a broken connection. Raw sockets: an
 * HTTP client costs as much as the server that it measures.
 */
export async function loadOrders(target: Target, connections: number, milliseconds: number): Promise<number> {
  const since = performance.now();
  const until = since + milliseconds;
  let answered = 0;

  const converse = (socket: Socket) =>
    new Promise<void>((resolve, reject) => {
      let text = "";
      const ask = () => socket.write(requestOf(target));
      socket.setNoDelay(true).setEncoding("latin1");
      socket.on("error", reject).on("close", () => reject(new Error("the server closed a connection")));
      socket.on("data", (chunk) => {
        text += chunk;
        const length = answerLength(text);
        if (length === 0) return;
        if (!text.startsWith("HTTP/1.1 201")) return reject(new Error(`not a 201: ${text.slice(0, 400)}`));
        text = text.slice(length);
        answered += 1;
        if (performance.now() < until) return ask();
        socket.removeAllListeners("close").destroy();
        resolve();
      });
      ask();
    });

  const sockets = Array.from({ length: connections }, () => createConnection(target.port, "127.0.0.1"));
  await Promise.all(sockets.map(converse)).finally(() => {
    for (const socket of sockets) socket.destroy();
  });
  return (answered * 1_000) / (performance.now() - since);
}
