import type { KnownActor } from "#server/audit/actor.ts";
import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import type { ReplayBatchDto } from "#server/contracts/triage/replay-batch.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { actorOfBatch } from "#server/triage/replay-batches/batch-actor.ts";
import { getBatch } from "#server/triage/replay-batches/get-batch.ts";
import { judgeItems } from "#server/triage/replay-batches/judge-items.ts";
import { overrideItemGuard } from "#server/triage/replay-batches/sql/override-item-guard.ts";
import { lockBatch } from "#server/triage/replay-batches/sql/read-batches.ts";
import { readItems } from "#server/triage/replay-batches/sql/read-items.ts";

type Override = AuditContext & { actor: KnownActor; id: string; number: number; reason: string };

/**
 * Overrides the guards of one item that was left out because it was or may have been sent: it is replayed with the others.
 * Only before the batch starts, with a reason. Throws 404, and 409 where it was not left out or would still be refused.
 */
export async function overrideItem({ id, number, reason, ...by }: Override): Promise<ReplayBatchDto> {
  await inTransaction(db(), async (tx) => {
    const batch = await lockBatch(tx, id);
    const [item] = batch ? await readItems(tx, id, [number]) : [];
    if (!batch || !item) throw new NotFoundError(`There is no item ${number} of the bulk replay ${id}.`);
    if (batch.state !== "draft") throw new ConflictError("Items can be overridden only before the batch starts.");
    const asked = [{ number, dead: item, overrideReason: reason }];
    const [judged] = await judgeItems(tx, batch, actorOfBatch(batch.actor), asked);
    if (judged && "refusal" in judged) throw judged.refusal;
    const change = judged?.replay.changed ? "changed" : "unchanged";
    if (!(await overrideItemGuard(tx, { batchId: id, number, change, by: by.actor.name, reason }))) {
      throw new ConflictError("This item was not left out by a guard.");
    }
    const target = { kind: "replay" as const, id };
    await recordAction(tx, by, { action: "replay.override", target, resultId: item.id, reason, after: { number } });
  });
  return getBatch(id);
}
