import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { signWebhook } from "#server/adapters/webhooks/sign-webhook.ts";
import { verifyWebhook } from "#server/adapters/webhooks/verify-webhook.ts";

const secret = "a secret of the warehouse";
const now = 1_700_000_000_000;
const webhook = { id: "msg_1", at: now / 1_000, body: '{"orderId":"1"}' };
const signed = signWebhook(secret, webhook);

beforeEach(() => void vi.useFakeTimers({ now }));
afterEach(() => void vi.useRealTimers());

it("makes the published example signature of Standard Webhooks", () => {
  const example = {
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    at: 1_614_265_330,
    body: '{"test": 2432232314}',
  };
  expect(signWebhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", example)["webhook-signature"]).toBe(
    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  );
});

it("accepts a signature with the same secret", () => {
  expect(verifyWebhook(secret, signed, webhook.body)).toBe(true);
});

it("accepts one valid signature among several, as during a rotation", () => {
  const several = { ...signed, "webhook-signature": `v1,AAAA v2,whatever ${signed["webhook-signature"]}` };
  expect(verifyWebhook(secret, several, webhook.body)).toBe(true);
});

it.each([
  ["another body", signed, '{"orderId":"2"}'],
  ["another id", { ...signed, "webhook-id": "msg_2" }, webhook.body],
  ["another time", { ...signed, "webhook-timestamp": String(webhook.at + 1) }, webhook.body],
  ["no signature", { ...signed, "webhook-signature": undefined }, webhook.body],
  ["an empty signature", { ...signed, "webhook-signature": "" }, webhook.body],
  ["no time", { ...signed, "webhook-timestamp": undefined }, webhook.body],
  ["a time that is no number", { ...signed, "webhook-timestamp": "1e9" }, webhook.body],
  ["a time with text behind it", { ...signed, "webhook-timestamp": `${webhook.at}x` }, webhook.body],
  [
    "another version",
    { ...signed, "webhook-signature": signed["webhook-signature"].replace("v1", "v0") },
    webhook.body,
  ],
])("refuses %s", (_what, headers, body) => {
  expect(verifyWebhook(secret, headers, body)).toBe(false);
});

it("refuses another secret", () => {
  expect(verifyWebhook("another secret", signed, webhook.body)).toBe(false);
});

it.each([
  [299, true],
  [301, false],
  [-301, false],
])("checks the age of a signature: %s s is accepted: %s", (seconds, accepted) => {
  vi.setSystemTime(now + seconds * 1_000);
  expect(verifyWebhook(secret, signed, webhook.body)).toBe(accepted);
});
