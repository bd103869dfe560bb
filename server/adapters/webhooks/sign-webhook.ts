import { webhookOf } from "#server/adapters/webhooks/webhook-of.ts";

/** The headers of Standard Webhooks 1.0 for these exact bytes; `at` is in whole seconds. */
export const signWebhook = (secret: string, { id, at, body }: { id: string; at: number; body: string }) => ({
  "webhook-id": id,
  "webhook-timestamp": String(at),
  "webhook-signature": webhookOf(secret).sign(id, new Date(at * 1_000), body),
});
