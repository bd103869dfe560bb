import type { Route } from "next";
import type { FiringAlertDto } from "#server/contracts/monitoring/alert.ts";

/** Page on which an operator can act on the alert. */
export function alertHref({ rule, subject }: Pick<FiringAlertDto, "rule" | "subject">): Route | null {
  if (rule.endsWith("_cause")) return `/ops/causes/${subject}` as Route;
  if (rule === "sending_paused") return "/ops";
  if (rule === "no_worker") return "/ops/workers";
  if (rule === "outbox_lag") return "/ops/outbox";
  if (rule === "queue_age" || rule === "failure_rate" || rule === "breaker_open") return "/ops/queues";
  return subject === "" ? null : (`/ops/dead-letters?handler=${encodeURIComponent(subject)}` as Route);
}
