import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import type { AlertDto } from "#server/contracts/monitoring/alert.ts";
import { acknowledge, readAlert } from "#server/monitoring/alerts/sql/alerts.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";

/** Acknowledges a firing alert. It stays open until it is resolved. Throws 404, and 409 with its state. */
export async function acknowledgeAlert({ id, actor, requestId }: AuditContext & { id: string }): Promise<AlertDto> {
  return inTransaction(db(), async (tx) => {
    const alert = await acknowledge(tx, id, actor.name);
    if (!alert) {
      const known = await readAlert(tx, id);
      if (!known) throw new NotFoundError(`There is no alert ${id}.`);
      throw new ConflictError(
        known.state === "acknowledged"
          ? `${known.acknowledgedBy} has acknowledged this alert.`
          : `This alert is ${known.state} and cannot be acknowledged.`,
        { state: known.state },
      );
    }
    await recordAction(tx, { actor, requestId }, { action: "alert.acknowledge", target: { kind: "alert", id } });
    return alert;
  });
}
