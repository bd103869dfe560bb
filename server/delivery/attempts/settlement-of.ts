import type { AttemptContext } from "#server/delivery/attempts/attempt.ts";
import { type Outcome, takenOver } from "#server/delivery/attempts/run-attempt.ts";
import type { Settlement } from "#server/delivery/attempts/settle-batch.ts";
import type { ClaimedAttempt } from "#server/delivery/deliveries/sql/settle-deliveries.ts";
import type { ProbeVerdict } from "#server/delivery/gate/gate.ts";
import { nextDelaySeconds } from "#server/delivery/handlers/retry-policy.ts";

type Unsettled = Settlement extends infer Each ? (Each extends Settlement ? Omit<Each, "job"> : never) : never;

/** The settlement of an attempt by its outcome. */
export function settlementOf(
  { policy, signal, ambiguousSend }: AttemptContext,
  tried: ClaimedAttempt,
  outcome: Outcome,
  isProbe: boolean,
): Unsettled {
  if ("receipt" in outcome) return { kind: "accepted", tried, receipt: outcome.receipt };
  const { failure } = outcome;
  // A webhook's receiver drops a second copy by its id, so only mails are parked.
  const parked = ambiguousSend === "park" && failure.code === "delivery_unknown";
  const nothingLeft = failure.code === takenOver || (signal.aborted && !failure.permanent);
  if (nothingLeft && !failure.ambiguous) return { kind: "returned", tried };
  const delaySeconds = Math.max(nextDelaySeconds(policy, tried.attempt, Math.random), failure.retryAfterSeconds ?? 0);
  // A failed probe costs no attempt. A mail that may have arrived does, so that probes do not send endless copies.
  if (isProbe && !failure.permanent && failure.code !== "delivery_unknown") {
    return { kind: "probeFailed", tried, failure, next: { delaySeconds } };
  }
  if (failure.permanent || parked || (tried.attempt > policy.limit && !signal.aborted)) {
    return { kind: "failed", tried, failure, next: "dead" };
  }
  return { kind: "failed", tried, failure, next: { delaySeconds } };
}

/** The result of a probe: a permanent rejection is an answer, so the destination is available. */
export function probeVerdictOf(settlement: Settlement): ProbeVerdict {
  if (settlement.kind === "accepted") return "passed";
  if (settlement.kind === "returned") return "unclear";
  if (!settlement.failure.permanent) return "failed";
  return settlement.failure.reply === null ? "unclear" : "passed";
}
