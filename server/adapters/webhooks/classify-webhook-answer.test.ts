import { describe, expect, it } from "vitest";
import { classifyWebhookAnswer, readRetryAfter } from "#server/adapters/webhooks/classify-webhook-answer.ts";

describe("a response", () => {
  it.each([500, 502, 503, 504, 408, 425])("%i is retryable", (status) => {
    expect(classifyWebhookAnswer(status, "", undefined)).toMatchObject({
      name: "RetryableError",
      code: "webhook_unavailable",
      ambiguous: false,
    });
  });

  it.each([400, 401, 404, 409, 410, 422])("%i is permanent", (status) => {
    expect(classifyWebhookAnswer(status, `${status} no`, undefined)).toMatchObject({
      name: "PermanentError",
      code: "webhook_rejected",
      reply: `${status} no`,
    });
  });

  it.each([301, 302, 307, 308])("%i is permanent: a redirect would send the order elsewhere", (status) => {
    expect(classifyWebhookAnswer(status, "", undefined)).toMatchObject({ code: "webhook_rejected" });
  });

  it("429 waits for its Retry-After", () => {
    expect(classifyWebhookAnswer(429, "", "17")).toMatchObject({ code: "rate_limited", retryAfterSeconds: 17 });
    expect(classifyWebhookAnswer(429, "", undefined)).toMatchObject({
      code: "rate_limited",
      retryAfterSeconds: undefined,
    });
  });
});

describe("Retry-After", () => {
  const now = Date.parse("2026-11-22T22:00:00Z");

  it("is seconds or a date", () => {
    expect(readRetryAfter("120", now)).toBe(120);
    expect(readRetryAfter("Sun, 22 Nov 2026 22:01:30 GMT", now)).toBe(90);
  });

  it("is never negative and at most a day", () => {
    expect(readRetryAfter("Sun, 22 Nov 2026 21:00:00 GMT", now)).toBe(0);
    expect(readRetryAfter("999999999", now)).toBe(86_400);
  });

  it.each([undefined, "", "soon", "-5x"])("is undefined where it is invalid (%s)", (value) => {
    expect(readRetryAfter(value, now)).toBeUndefined();
  });
});
