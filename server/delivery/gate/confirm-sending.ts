import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import type { SendingResumedDto } from "#server/contracts/delivery/sending.ts";
import { insertPermit } from "#server/delivery/gate/sql/insert-permit.ts";
import { lockSending } from "#server/delivery/gate/sql/lock-sending.ts";
import { readGates } from "#server/delivery/gate/sql/read-gates.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { ConflictError } from "#server/platform/errors.ts";
import { notify } from "#server/platform/wakeups/notify.ts";

/** Confirms that this database may send, also after a restore, and notifies the workers. Throws 409 where sending is not paused. */
export async function confirmSending(input: AuditContext & { reason: string }): Promise<SendingResumedDto> {
  const confirmedAt = await inTransaction(db(), async (tx) => {
    await lockSending(tx);
    const { sending: pause } = await readGates(tx);
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
  notify("redeliver_queue");
  return { resumedAt: confirmedAt.toISOString() };
}
