import type { AuditContext } from "#server/audit/record-action.ts";
import type { SendingResumedDto } from "#server/contracts/delivery/sending.ts";
import { confirmSending } from "#server/delivery/gate/gate.ts";
import { evaluateAlerts } from "#server/monitoring/alerts/evaluate-alerts.ts";
import { db } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

const logger = logFor("sending");

/** Confirms that this database may send, and resolves the alert about it. Throws 409 where sending is not paused. */
export async function resumeSending(input: AuditContext & { reason: string }): Promise<SendingResumedDto> {
  const resumed = await confirmSending(input);
  // The alert is resolved now, not at the next evaluation: the console would contradict itself until then.
  await evaluateAlerts(db(), env(), 0).catch((error: unknown) =>
    logger.warn({ err: error }, "alerts were not evaluated"),
  );
  return resumed;
}
