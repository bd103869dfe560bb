import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { verifyWebhook } from "#server/adapters/webhooks/verify-webhook.ts";
import { createWebhookClient } from "#server/adapters/webhooks/webhook-client.ts";
import { eventually } from "#server/testing/eventually.ts";

const secret = "a secret of the warehouse";
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

type Received = { headers: IncomingMessage["headers"]; body: string; url: string | undefined };

/** A receiver with scripted responses that records its requests. */
async function receiver(answer: (response: ServerResponse) => void) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers, body, url: request.url });
    answer(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  closers.push(close);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received, close };
}

const post = (url: string, options: { timeoutMilliseconds?: number; signal?: AbortSignal } = {}) =>
  createWebhookClient({ url, secret, timeoutMilliseconds: options.timeoutMilliseconds ?? 5_000 }).post(
    { orderId: "1", name: "Ünïcode" },
    { webhookId: "msg_1", idempotencyKey: "key_1", signal: options.signal ?? new AbortController().signal },
  );

describe("a webhook", () => {
  it("arrives signed, with its id and its idempotency key", async () => {
    const { url, received } = await receiver((response) => response.writeHead(202).end("thanks"));
    await expect(post(url)).resolves.toEqual({ reply: "202 Accepted thanks", providerMessageId: null });
    const [request] = received;
    expect(request?.headers).toMatchObject({ "webhook-id": "msg_1", "idempotency-key": "key_1" });
    expect(verifyWebhook(secret, request?.headers ?? {}, request?.body ?? "")).toBe(true);
    expect(JSON.parse(request?.body ?? "")).toEqual({ orderId: "1", name: "Ünïcode" });
  });

  it("does not follow a redirect", async () => {
    const elsewhere = await receiver((response) => response.end());
    const { url } = await receiver((response) => response.writeHead(307, { location: elsewhere.url }).end());
    await expect(post(url)).rejects.toMatchObject({ name: "PermanentError", code: "webhook_rejected" });
    expect(elsewhere.received).toHaveLength(0);
  });

  it("waits for the Retry-After of a 429", async () => {
    const { url } = await receiver((response) => response.writeHead(429, { "retry-after": "30" }).end());
    await expect(post(url)).rejects.toMatchObject({ code: "rate_limited", retryAfterSeconds: 30 });
  });

  it("is accepted by a 2xx with an endless body, and reads little of it", async () => {
    const { url } = await receiver((response) => {
      response.writeHead(200);
      response.write("x".repeat(200_000));
    });
    const { reply } = await post(url);
    expect(reply.length).toBeLessThanOrEqual(1_000);
    const slow = await receiver((response) => {
      response.writeHead(200).flushHeaders();
    });
    await expect(post(slow.url, { timeoutMilliseconds: 80 })).resolves.toMatchObject({ reply: "200 OK" });
  });
});

describe("a failure of the line", () => {
  it("before the request was sent is not ambiguous", async () => {
    const gone = await receiver((response) => response.end());
    gone.close();
    await expect(post(gone.url)).rejects.toMatchObject({ code: "webhook_unavailable", ambiguous: false });
  });

  it("after the request was sent is ambiguous: no response in time", async () => {
    const { url, received } = await receiver(() => undefined);
    await expect(post(url, { timeoutMilliseconds: 80 })).rejects.toMatchObject({
      code: "webhook_unavailable",
      ambiguous: true,
    });
    expect(received).toHaveLength(1);
  });

  it("after the request was sent is ambiguous: the connection ends", async () => {
    const { url } = await receiver((response) => response.destroy());
    await expect(post(url)).rejects.toMatchObject({ code: "webhook_unavailable", ambiguous: true });
  });
});

describe("a drain", () => {
  it("sends no request that has not started", async () => {
    const { url, received } = await receiver((response) => response.end());
    await expect(post(url, { signal: AbortSignal.abort() })).rejects.toMatchObject({ ambiguous: false });
    expect(received).toHaveLength(0);
  });

  it("waits for the response to a sent request", async () => {
    const answers: ServerResponse[] = [];
    const { url } = await receiver((response) => answers.push(response));
    const drain = new AbortController();
    const posting = post(url, { signal: drain.signal });
    const answer = await eventually(() => answers[0]);
    drain.abort();
    answer.writeHead(204).end();
    await expect(posting).resolves.toMatchObject({ reply: "204 No Content" });
  });
});
