import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { storeWebhook } from "#server/adapters/local-mail-server/sql/store-webhook.ts";
import { verifyWebhook } from "#server/adapters/webhooks/verify-webhook.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { sqlStateOf } from "#server/platform/sql-state.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

type WebhookReceiverOptions = {
  db: Queryable;
  /** 0 is any free port. */
  port: number;
  /** Its path is `/webhooks/<name>`. */
  name: string;
  secret: string;
  /** The time that stop() waits for running requests. */
  drainMilliseconds?: number;
};

export type WebhookReceiver = { port: number; stop: () => Promise<void> };

const maxBodyBytes = 256 * 1024;
const logger = logFor("webhook-receiver");

type Answer = { status: number; text: string };

/** Starts the demo's webhook receiver: it stores signed webhooks for the inbox, on loopback. Every refusal has its reason as text. */
export async function startWebhookReceiver(options: WebhookReceiverOptions): Promise<WebhookReceiver> {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, async (request, response) => {
    const answer = await receive(request, options).catch((error: unknown): Answer => {
      logger.warn({ err: error }, "a webhook could not be stored");
      return { status: 503, text: "The webhook could not be stored, send it again" };
    });
    if (answer.status >= 400) logger.info({ status: answer.status, reason: answer.text }, "a webhook was refused");
    response.writeHead(answer.status, {
      ...(answer.status === 204 ? {} : { "content-type": "text/plain; charset=utf-8" }),
      // The rest of an unread body must not be parsed as the next request.
      ...(request.complete ? {} : { connection: "close" }),
    });
    response.end(answer.text);
  });
  server.listen(options.port, "127.0.0.1");
  await once(server, "listening");

  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = once(server, "close");
      server.close();
      server.closeIdleConnections();
      const force = setTimeout(() => server.closeAllConnections(), options.drainMilliseconds ?? 5_000);
      await closed;
      clearTimeout(force);
    },
  };
}

async function receive(request: IncomingMessage, { db, name, secret }: WebhookReceiverOptions): Promise<Answer> {
  const path = `/webhooks/${name}`;
  if (request.url?.split("?")[0] !== path) return { status: 404, text: `Webhooks go to ${path}` };
  if (request.method !== "POST") return { status: 405, text: "Webhooks need POST" };
  const body = await readBody(request);
  if (body === null) return { status: 413, text: `A webhook may have at most ${maxBodyBytes} bytes` };
  if (!verifyWebhook(secret, request.headers, body)) return { status: 401, text: "The signature does not verify" };
  if (!isJson(body)) return { status: 400, text: "The body is not JSON" };
  const webhookId = String(request.headers["webhook-id"]);
  try {
    await storeWebhook(db, { webhookId, headers: request.headers, body });
  } catch (error) {
    // 22: a value that jsonb refuses; 54: nested too deeply. A repeat has the same result.
    if (/^(22|54)/.test(sqlStateOf(error))) {
      return { status: 400, text: "The body is JSON that cannot be stored" };
    }
    throw error;
  }
  return { status: 204, text: "" };
}

/** The body, or null where it is too large. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  if (Number(request.headers["content-length"] ?? 0) > maxBodyBytes) return null;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBodyBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function isJson(body: string): boolean {
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}
