import type { AlertState } from "#server/contracts/monitoring/alert.ts";
import type { AlertRule, Condition } from "#server/monitoring/alerts/rules.ts";

/** An open episode, as the machine sees it. */
export type OpenAlert = {
  state: Exclude<AlertState, "resolved">;
  message: string;
  startedAt: Date;
  firedAt: Date | null;
  quietSince: Date | null;
};

export type AlertStep =
  | { kind: "none" }
  /** Came and went before anybody was told. */
  | { kind: "forget" }
  | { kind: "begin"; state: "pending" | "firing"; message: string }
  /** `tell`: it fires from now on. */
  | {
      kind: "change";
      state: "pending" | "firing" | "acknowledged";
      message: string;
      quietSince: Date | null;
      tell: boolean;
    }
  | { kind: "resolve" };

const secondsSince = (from: Date, now: Date): number => (now.getTime() - from.getTime()) / 1_000;

/**
 * The one state machine of alerts: pending → firing → acknowledged → resolved. Told at most twice per episode: when it fires
 * and when it is over. What comes back within its cool-down is the same episode and tells nothing. Pure.
 */
export function stepAlert(
  rule: Pick<AlertRule, "holdSeconds" | "coolDownSeconds">,
  open: OpenAlert | null,
  condition: Condition | null,
  now: Date,
): AlertStep {
  if (!open) {
    if (!condition) return { kind: "none" };
    return { kind: "begin", state: rule.holdSeconds === 0 ? "firing" : "pending", message: condition.message };
  }
  if (condition) {
    const { message } = condition;
    if (open.state === "pending") {
      const fires = secondsSince(open.startedAt, now) >= rule.holdSeconds;
      return { kind: "change", state: fires ? "firing" : "pending", message, quietSince: null, tell: fires };
    }
    if (message === open.message && open.quietSince === null) return { kind: "none" };
    return { kind: "change", state: open.state, message, quietSince: null, tell: false };
  }
  if (open.state === "pending") return { kind: "forget" };
  const quietSince = open.quietSince ?? now;
  if (secondsSince(quietSince, now) >= rule.coolDownSeconds) return { kind: "resolve" };
  if (open.quietSince) return { kind: "none" };
  return { kind: "change", state: open.state, message: open.message, quietSince, tell: false };
}
