import { evaluateAlerts } from "#server/alerts/evaluate-alerts.ts";
import { type By, recordAction } from "#server/audit/record-action.ts";
import type { SendingResumedDto } from "#server/contracts/sending.ts";
import { db, inTransaction } from "#server/db.ts";
import { env } from "#server/env.ts";
import { ConflictError } from "#server/errors.ts";
import { insertPermit } from "#server/sending/sql/insert-permit.ts";
import { lockSending } from "#server/sending/sql/lock-sending.ts";
import { readPause } from "#server/sending/sql/read-pause.ts";
import { logFor } from "#server/telemetry/log.ts";
import { wake } from "#server/wakeups/notify.ts";

const logger = logFor("sending");

/** Confirms that this database may send, whatever it was restored from; what waits then goes out, workers are woken. */
export async function resumeSending(input: By & { reason: string }): Promise<SendingResumedDto> {
  const confirmedAt = await inTransaction(db(), async (tx) => {
    await lockSending(tx);
    const pause = await readPause(tx);
    if (pause === null) throw new ConflictError("Sending is not paused: somebody has resumed it, or it never was.");
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
    logger.warn({ err: error }, "alerts were not evaluated"),
  );
  return { resumedAt: confirmedAt.toISOString() };
}
