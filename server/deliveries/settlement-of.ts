import type { ProbeVerdict } from "#server/breakers/create-breaker.ts";
import type { AttemptContext } from "#server/deliveries/attempt.ts";
import { type Outcome, takenOver } from "#server/deliveries/run-attempt.ts";
import type { Settlement } from "#server/deliveries/settle-batch.ts";
import type { Try } from "#server/deliveries/sql/settle-deliveries.ts";
import { nextDelaySeconds } from "#server/handlers/retry-policy.ts";

type Unsettled = Settlement extends infer Each ? (Each extends Settlement ? Omit<Each, "job"> : never) : never;

/** What is written down of an attempt that ended so. */
export function settlementOf(
  { policy, signal, ambiguousSend }: AttemptContext,
  tried: Try,
  outcome: Outcome,
  isProbe: boolean,
): Unsettled {
  if ("receipt" in outcome) return { kind: "accepted", tried, receipt: outcome.receipt };
  const { failure } = outcome;
  // A webhook's receiver drops a second copy by its id: only what no receiver tells apart is parked.
  const parked = ambiguousSend === "park" && failure.code === "delivery_unknown";
  const nothingLeft = failure.code === takenOver || (signal.aborted && !failure.permanent);
  if (nothingLeft && !failure.ambiguous) return { kind: "returned", tried };
  const delaySeconds = Math.max(nextDelaySeconds(policy, tried.attempt, Math.random), failure.retryAfterSeconds ?? 0);
  // It was let through for the others' sake. But a mail that may have arrived counts: nobody is to get one per probe for ever.
  if (isProbe && !failure.permanent && failure.code !== "delivery_unknown") {
    return { kind: "spared", tried, failure, next: { delaySeconds } };
  }
  if (failure.permanent || parked || (tried.attempt > policy.limit && !signal.aborted)) {
    return { kind: "failed", tried, failure, next: "dead" };
  }
  return { kind: "failed", tried, failure, next: { delaySeconds } };
}

/** What a probe says of the other side: who refuses a message for good has answered, and is there. */
export function verdictOf(settlement: Settlement): ProbeVerdict {
  if (settlement.kind === "accepted") return "passed";
  if (settlement.kind === "returned") return "unclear";
  if (!settlement.failure.permanent) return "failed";
  return settlement.failure.reply === null ? "unclear" : "passed";
}
