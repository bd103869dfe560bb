import { PermanentError, RetryableError } from "#server/delivery/handlers/outcomes.ts";

const longestWaitSeconds = 86_400;

/** The seconds of a Retry-After, which is a number or a date; undefined where it is neither. */
export function readRetryAfter(value: string | undefined, now = Date.now()): number | undefined {
  const text = value?.trim() ?? "";
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : Math.ceil((Date.parse(text) - now) / 1_000);
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), longestWaitSeconds);
}

/** Classifies a response other than 2xx. A redirect is a permanent failure, because it would send the data elsewhere. */
export function classifyWebhookAnswer(
  status: number,
  reply: string,
  retryAfter: string | undefined,
): PermanentError | RetryableError {
  const wait = readRetryAfter(retryAfter);
  const details = { reply, ...(wait === undefined ? {} : { retryAfterSeconds: wait }) };
  if (status === 429) {
    return new RetryableError("rate_limited", "the receiver says too many requests", details);
  }
  if (status === 408 || status === 425 || status >= 500) {
    return new RetryableError("webhook_unavailable", `the receiver answered ${status}`, details);
  }
  return new PermanentError("webhook_rejected", `the receiver answered ${status}`, { reply });
}
