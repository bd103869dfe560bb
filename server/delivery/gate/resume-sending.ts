import { type By, recordAction } from "#server/audit/record-action.ts";
import type { SendingResumedDto } from "#server/contracts/delivery/sending.ts";
import { insertPermit } from "#server/delivery/gate/sql/insert-permit.ts";
import { lockSending } from "#server/delivery/gate/sql/lock-sending.ts";
import { readPause } from "#server/delivery/gate/sql/read-pause.ts";
import { evaluateAlerts } from "#server/monitoring/alerts/evaluate-alerts.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";
import { ConflictError } from "#server/platform/errors.ts";
import { logFor } from "#server/platform/telemetry/log.ts";
import { wake } from "#server/platform/wakeups/notify.ts";

const logger = logFor("sending");

/** Confirms that this database may send, also after a restore, and notifies the workers. Throws 409 where sending is not paused. */
export async function resumeSending(input: By & { reason: string }): Promise<SendingResumedDto> {
  const confirmedAt = await inTransaction(db(), async (tx) => {
    await lockSending(tx);
    const pause = await readPause(tx);
    if (pause === null) throw new ConflictError("Sending is not paused.");
    const at = await insertPermit(tx);
    await recordAction(tx, input, {
      action: "sending.resume",
      target: { kind: "sending", id: "sending" },
      reason: input.reason,
      before: { reason: pause.reason },
    });
    return at;
  });
  wake("redeliver_queue");
  // The alert is resolved now, not at the next evaluation: the console would contradict itself until then.
  await evaluateAlerts(db(), env(), 0).catch((error: unknown) =>
    logger.warn({ err: error }, "evaluating alerts failed"),
  );
  return { resumedAt: confirmedAt.toISOString() };
}
