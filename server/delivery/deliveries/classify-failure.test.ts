import { expect, test } from "vitest";
import { classifyFailure } from "#server/delivery/deliveries/classify-failure.ts";
import { PermanentError, RetryableError } from "#server/delivery/handlers/outcomes.ts";

test("a permanent outcome keeps its code and the reply it was given", () => {
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

test("a retryable outcome says whether the effect may have happened and when to come back", () => {
  const failure = classifyFailure(
    new RetryableError("rate_limited", "slow down", { retryAfterSeconds: 90, ambiguous: true }),
  );
  expect(failure).toMatchObject({ code: "rate_limited", permanent: false, ambiguous: true, retryAfterSeconds: 90 });
});

test("a surprise is retried as unexpected and keeps its stack", () => {
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

test("what PostgreSQL cannot store is replaced, and the text is cut", () => {
  const failure = classifyFailure(new RetryableError("unexpected", `nul \0 lone \ud800 ${"x".repeat(50_000)}`));
  expect(failure.error).toContain("nul \u2400 lone \ufffd");
  expect(failure.error.length).toBe(16_000);
});
