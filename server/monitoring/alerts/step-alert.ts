import type { openAlertStates } from "#server/contracts/monitoring/alert.ts";
import type { AlertRule, Condition } from "#server/monitoring/alerts/rules.ts";

/** An open alert, as the state machine sees it. */
export type OpenAlert = {
  state: (typeof openAlertStates)[number];
  message: string;
  startedAt: Date;
  firedAt: Date | null;
  quietSince: Date | null;
};

export type AlertStep =
  | { kind: "none" }
  /** Ended before it fired. */
  | { kind: "forget" }
  | { kind: "begin"; state: "pending" | "firing"; message: string }
  /** `notify`: it fires from now on. */
  | {
      kind: "change";
      state: "pending" | "firing" | "acknowledged";
      message: string;
      quietSince: Date | null;
      notify: boolean;
    }
  | { kind: "resolve" };

const secondsSince = (from: Date, now: Date): number => (now.getTime() - from.getTime()) / 1_000;

/**
 * The state machine of alerts: pending → firing → acknowledged → resolved. An alert is notified when it fires and when it is
 * resolved. A condition that returns within its cool-down continues the same alert without a notice. Pure.
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
      return { kind: "change", state: fires ? "firing" : "pending", message, quietSince: null, notify: fires };
    }
    if (message === open.message && open.quietSince === null) return { kind: "none" };
    return { kind: "change", state: open.state, message, quietSince: null, notify: false };
  }
  if (open.state === "pending") return { kind: "forget" };
  const quietSince = open.quietSince ?? now;
  if (secondsSince(quietSince, now) >= rule.coolDownSeconds) return { kind: "resolve" };
  if (open.quietSince) return { kind: "none" };
  return { kind: "change", state: open.state, message: open.message, quietSince, notify: false };
}
