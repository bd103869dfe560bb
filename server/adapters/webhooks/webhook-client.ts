import http from "node:http";
import https from "node:https";
import { readStart } from "#server/adapters/smtp/read-start.ts";
import { traceSend } from "#server/adapters/smtp/trace-send.ts";
import { classifyWebhookAnswer } from "#server/adapters/webhooks/classify-webhook-answer.ts";
import { signWebhook } from "#server/adapters/webhooks/sign-webhook.ts";
import { RetryableError } from "#server/delivery/handlers/outcomes.ts";
import type { Receipt, WebhookClient } from "#server/delivery/handlers/ports.ts";

type WebhookClientOptions = { url: string; secret: string; timeoutMilliseconds?: number };

const longestAnswerBytes = 64 * 1024;
const longestReply = 1_000;

/**
 * Creates a client for signed webhooks (Standard Webhooks 1.0), each on its own connection. `signal` stops a request until its
 * last byte is sent. After that only the response or the timeout ends it; receivers drop a copy by its webhook-id.
 */
export function createWebhookClient({
  url,
  secret,
  timeoutMilliseconds = 10_000,
}: WebhookClientOptions): WebhookClient {
  const { protocol, hostname, port } = new URL(url);
  const { request } = protocol === "https:" ? https : http;
  // Neither path nor query: the URLs of some receivers are secrets.
  const describe = () => ({
    name: "POST",
    attributes: {
      "http.request.method": "POST",
      "url.scheme": protocol.slice(0, -1),
      "server.address": hostname,
      "server.port": Number(port) || (protocol === "https:" ? 443 : 80),
    },
  });
  const post = (
    value: unknown,
    { webhookId, idempotencyKey, signal }: Parameters<WebhookClient["post"]>[1],
    traceparent: string | null,
  ): Promise<Receipt> => {
    if (signal.aborted) return Promise.reject(new RetryableError("webhook_unavailable", "interrupted before sending"));
    const { promise, resolve, reject } = Promise.withResolvers<Receipt>();
    const body = JSON.stringify(value);
    let progress: "sending" | "sent" | "answered" = "sending";
    const outgoing = request(url, {
      method: "POST",
      agent: false,
      headers: {
        "content-type": "application/json; charset=utf-8",
        "content-length": Buffer.byteLength(body),
        "user-agent": "Redeliver",
        "idempotency-key": idempotencyKey,
        ...(traceparent === null ? {} : { traceparent }),
        ...signWebhook(secret, { id: webhookId, at: Math.floor(Date.now() / 1_000), body }),
      },
    });

    const end = () => {
      clearTimeout(deadline);
      signal.removeEventListener("abort", onAbort);
      outgoing.destroy();
    };
    const fail = (message: string, cause?: unknown) => {
      // The received status decides; the rest of the body is only its text.
      if (progress === "answered") return outgoing.destroy();
      reject(new RetryableError("webhook_unavailable", message, { ambiguous: progress === "sent", cause }));
      end();
    };
    const onAbort = () => {
      if (progress === "sending") fail("interrupted before sending");
    };
    const deadline = setTimeout(
      () => fail(`the receiver gave no answer within ${timeoutMilliseconds / 1_000} s`),
      timeoutMilliseconds,
    );
    signal.addEventListener("abort", onAbort);

    outgoing.on("error", (error) => fail(`the receiver cannot be reached: ${error.message}`, error));
    outgoing.on("response", async (answer) => {
      progress = "answered";
      const status = answer.statusCode ?? 0;
      const text = (await readStart(answer, longestAnswerBytes)).trim();
      const reply = `${status} ${answer.statusMessage ?? ""} ${text}`.trim().slice(0, longestReply);
      if (status >= 200 && status < 300) resolve({ reply, providerMessageId: null });
      else reject(classifyWebhookAnswer(status, reply, answer.headers["retry-after"]));
      end();
    });
    // The operating system has the last byte: from here on the receiver may have processed the request.
    outgoing.once("finish", () => {
      if (progress === "sending") progress = "sent";
    });
    outgoing.end(body);
    return promise;
  };
  return { post: (value, options) => traceSend(describe, (traceparent) => post(value, options, traceparent)) };
}
