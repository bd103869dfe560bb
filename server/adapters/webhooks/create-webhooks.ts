import { createWebhookClient } from "#server/adapters/webhooks/webhook-client.ts";
import { RetryableError } from "#server/delivery/handlers/outcomes.ts";
import type { WebhookReceiver, Webhooks } from "#server/delivery/handlers/ports.ts";

/** Webhooks to receivers by name. One that is not set fails as unavailable: a delivery may be older than the setting. */
export function createWebhooks(receivers: Readonly<Record<string, WebhookReceiver | null>>): Webhooks {
  const clients = new Map(
    Object.entries(receivers).flatMap(([name, receiver]) => (receiver ? [[name, createWebhookClient(receiver)]] : [])),
  );
  return {
    post: (body, { to, ...options }) =>
      clients.get(to)?.post(body, options) ??
      Promise.reject(new RetryableError("webhook_unavailable", `the webhook receiver ${to} is not set in this worker`)),
  };
}
