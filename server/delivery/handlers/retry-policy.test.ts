import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describePolicy, nextDelaySeconds, retryPolicyOf } from "#server/delivery/handlers/retry-policy.ts";

const retry = { limit: 3, delaySeconds: 60, backoff: "exponential", maxDelaySeconds: 900 } as const;
const absent = { RETRY_LIMIT: undefined, RETRY_DELAY_SECONDS: undefined, DEMO_MODE: "off" as const };

describe("the policy of a handler", () => {
  it("is the handler's own by default", () => {
    expect(retryPolicyOf({ retry }, absent)).toEqual(retry);
  });

  it("takes seconds in demo mode", () => {
    expect(retryPolicyOf({ retry }, { ...absent, DEMO_MODE: "local" })).toEqual({
      ...retry,
      delaySeconds: 1,
      maxDelaySeconds: 8,
    });
  });

  it("is overridden by settings, also in demo mode", () => {
    const operator = { RETRY_LIMIT: 0, RETRY_DELAY_SECONDS: 0.2, DEMO_MODE: "public" as const };
    expect(retryPolicyOf({ retry }, operator)).toMatchObject({ limit: 0, delaySeconds: 0.2 });
    expect(retryPolicyOf({ retry }, { ...absent, RETRY_DELAY_SECONDS: 3_600 })).toMatchObject({
      delaySeconds: 3_600,
      maxDelaySeconds: 3_600,
    });
  });
});

describe("the delay", () => {
  const middle = () => 0.5;

  it("doubles up to the cap", () => {
    expect([1, 2, 3, 4, 5, 6, 7].map((failed) => nextDelaySeconds(retry, failed, middle))).toEqual([
      60, 120, 240, 480, 900, 900, 900,
    ]);
  });

  it("stays constant with fixed back-off", () => {
    expect(nextDelaySeconds({ ...retry, backoff: "fixed" }, 7, middle)).toBe(60);
  });

  it("has the same jitter at the cap", () => {
    const delays = new Set(
      Array.from({ length: 1_000 }, () => Math.round(nextDelaySeconds(retry, 20, Math.random) * 10)),
    );
    expect(delays.size).toBeGreaterThan(500);
  });

  it("stays between 0.5 and 1.5 times the planned delay", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5_000 }),
        fc.double({ min: 0, max: 86_400, noNaN: true }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (failed, delaySeconds, random) => {
          const policy = { ...retry, delaySeconds, maxDelaySeconds: 86_400 };
          const plan = Math.min(86_400, delaySeconds * 2 ** Math.min(Math.max(failed - 1, 0), 1_000));
          const delay = nextDelaySeconds(policy, failed, () => random);
          expect(delay).toBeGreaterThanOrEqual(plan * 0.5);
          expect(delay).toBeLessThanOrEqual(plan * 1.5);
        },
      ),
    );
  });
});

it.each([
  [retry, "3 retries after 60 s, doubling to 15 min, then the dead-letter queue"],
  [
    { ...retry, delaySeconds: 1, maxDelaySeconds: 8 },
    "3 retries after 1 s, doubling to 8 s, then the dead-letter queue",
  ],
  [{ ...retry, backoff: "fixed" }, "3 retries after 60 s each, then the dead-letter queue"],
  [{ ...retry, limit: 1 }, "1 retry after 60 s, then the dead-letter queue"],
  [{ ...retry, limit: 0 }, "no retry, straight to the dead-letter queue"],
  [{ ...retry, delaySeconds: 0 }, "3 retries at once, then the dead-letter queue"],
  [
    { ...retry, delaySeconds: 300, maxDelaySeconds: 7_200 },
    "3 retries after 5 min, doubling to 2 h, then the dead-letter queue",
  ],
] as const)("the policy %o reads: %s", (policy, words) => {
  expect(describePolicy(policy)).toBe(words);
});
