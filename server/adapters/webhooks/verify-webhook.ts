import type { IncomingHttpHeaders } from "node:http";
import { WebhookVerificationError } from "standardwebhooks";
import { webhookOf } from "#server/adapters/webhooks/webhook-of.ts";

/**
 * Whether these bytes were signed with this secret at most five minutes ago, or ahead. The header may have several
 * signatures while a secret is rotated; one match is enough.
 */
export function verifyWebhook(secret: string, headers: IncomingHttpHeaders, body: string): boolean {
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature } = headers;
  if (typeof id !== "string" || typeof timestamp !== "string" || typeof signature !== "string") return false;
  // The package reads the digits that a timestamp begins with.
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  try {
    const signed = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
    webhookOf(secret).verify(body, signed, { jsonParse: false });
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}
