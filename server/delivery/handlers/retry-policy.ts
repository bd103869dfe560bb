import type { HandlerDefinition, RetryPolicy } from "#server/delivery/handlers/define-handler.ts";
import type { Env } from "#server/platform/env/env.ts";

const demoDelaySeconds = 1;
const demoMaxDelaySeconds = 8;

/** The retry policy of a handler in this process: its own, with short delays in demo mode, overridden by settings. */
export function retryPolicyOf(
  handler: Pick<HandlerDefinition, "retry">,
  env: Pick<Env, "RETRY_LIMIT" | "RETRY_DELAY_SECONDS" | "DEMO_MODE">,
): RetryPolicy {
  const declared =
    env.DEMO_MODE !== "off"
      ? { ...handler.retry, delaySeconds: demoDelaySeconds, maxDelaySeconds: demoMaxDelaySeconds }
      : handler.retry;
  const delaySeconds = env.RETRY_DELAY_SECONDS ?? declared.delaySeconds;
  return {
    ...declared,
    limit: env.RETRY_LIMIT ?? declared.limit,
    delaySeconds,
    maxDelaySeconds: Math.max(declared.maxDelaySeconds, delaySeconds),
  };
}

/**
 * Seconds until the next attempt after `failedAttempts` failures, with a jitter of 0.5 to 1.5, also at the cap: pg-boss's own
 * jitter ends at the cap, and 1,000 jobs returned within the same second.
 */
export function nextDelaySeconds(policy: RetryPolicy, failedAttempts: number, random: () => number): number {
  // 2^1023 is the last finite power; the cap applies long before.
  const doublings = policy.backoff === "exponential" ? Math.min(Math.max(failedAttempts - 1, 0), 1_000) : 0;
  return Math.min(policy.maxDelaySeconds, policy.delaySeconds * 2 ** doublings) * (0.5 + random());
}

const inWords = (seconds: number): string => {
  if (seconds >= 7_200 && seconds % 3_600 === 0) return `${seconds / 3_600} h`;
  return seconds >= 120 && seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
};

/** Describes a policy, such as "3 retries after 60 s, doubling to 15 min, then the dead-letter queue". */
export function describePolicy(policy: RetryPolicy): string {
  if (policy.limit === 0) return "no retry, straight to the dead-letter queue";
  const retries = policy.limit === 1 ? "1 retry" : `${policy.limit} retries`;
  if (policy.delaySeconds === 0) return `${retries} at once, then the dead-letter queue`;
  const doubles = policy.backoff === "exponential" && policy.limit > 1 && policy.maxDelaySeconds > policy.delaySeconds;
  const growth = doubles ? `, doubling to ${inWords(policy.maxDelaySeconds)}` : policy.limit > 1 ? " each" : "";
  return `${retries} after ${inWords(policy.delaySeconds)}${growth}, then the dead-letter queue`;
}
