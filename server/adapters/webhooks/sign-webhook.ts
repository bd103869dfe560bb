import { createHmac } from "node:crypto";
import { webhookKey } from "#server/adapters/webhooks/webhook-key.ts";

/** The headers of Standard Webhooks 1.0 for these exact bytes; `at` is in whole seconds. */
export function signWebhook(secret: string, webhook: { id: string; at: number; body: string }) {
  const signature = createHmac("sha256", webhookKey(secret))
    .update(`${webhook.id}.${webhook.at}.${webhook.body}`)
    .digest("base64");
  return {
    "webhook-id": webhook.id,
    "webhook-timestamp": String(webhook.at),
    "webhook-signature": `v1,${signature}`,
  };
}
