import { expect, test } from "vitest";
import { classifyFailure } from "#server/delivery/deliveries/classify-failure.ts";
import { PermanentError, RetryableError } from "#server/delivery/handlers/outcomes.ts";

test("keeps code and reply of a permanent failure", () => {
  const failure = classifyFailure(
    new PermanentError("recipient_rejected", "no such user", { reply: "550 5.1.1 no such user" }),
  );
  expect(failure).toMatchObject({
    code: "recipient_rejected",
    permanent: true,
    reply: "550 5.1.1 no such user",
    error: "no such user",
  });
});

test("keeps ambiguity and retry delay of a retryable failure", () => {
  const failure = classifyFailure(
    new RetryableError("rate_limited", "slow down", { retryAfterSeconds: 90, ambiguous: true }),
  );
  expect(failure).toMatchObject({ code: "rate_limited", permanent: false, ambiguous: true, retryAfterSeconds: 90 });
});

test("retries an unexpected error and keeps its stack", () => {
  const failure = classifyFailure(new TypeError("Cannot read properties of undefined"));
  expect(failure).toMatchObject({ code: "unexpected", permanent: false });
  expect(failure.error).toContain("classify-failure.test.ts");
});

test.each([["a string"], [null], [undefined], [{ weird: true }]])(
  "a thrown %j is a failure like any other",
  (thrown) => {
    expect(classifyFailure(thrown)).toMatchObject({ code: "unexpected", permanent: false });
  },
);

test("replaces characters that PostgreSQL cannot store, and cuts the text", () => {
  const failure = classifyFailure(new RetryableError("unexpected", `nul \0 lone \ud800 ${"x".repeat(50_000)}`));
  expect(failure.error).toContain("nul \u2400 lone \ufffd");
  expect(failure.error.length).toBe(16_000);
});
