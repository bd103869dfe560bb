import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { signWebhook } from "#server/adapters/webhooks/sign-webhook.ts";

const toleranceSeconds = 300;

/**
 * Whether these bytes were signed with this secret at most five minutes ago (or ahead, for a clock that is off). The
 * header may hold several signatures while a secret is being changed; one match is enough.
 */
export function verifyWebhook(secret: string, headers: IncomingHttpHeaders, body: string, now = Date.now()): boolean {
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures } = headers;
  if (typeof id !== "string" || typeof timestamp !== "string" || typeof signatures !== "string") return false;
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  const at = Number(timestamp);
  if (Math.abs(now / 1_000 - at) > toleranceSeconds) return false;
  const expected = Buffer.from(signWebhook(secret, { id, at, body })["webhook-signature"]);
  return signatures.split(" ").some((signature) => {
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
