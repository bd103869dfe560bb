import type pg from "pg";
import type { KnownActor } from "#server/audit/actor.ts";
import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import type { ReplayBatchDto, StartReplayBody } from "#server/contracts/triage/replay-batch.ts";
import { db, inTransaction, type Tx } from "#server/platform/database/db.ts";
import { ConflictError, InvalidInputError, NotFoundError } from "#server/platform/errors.ts";
import { actorOfBatch, toBatchActor } from "#server/triage/replay-batches/batch-actor.ts";
import { getBatch } from "#server/triage/replay-batches/get-batch.ts";
import { replayLimitOf } from "#server/triage/replay-batches/replay-limit.ts";
import type { BatchRow } from "#server/triage/replay-batches/sql/batch-row.ts";
import { lockBatch } from "#server/triage/replay-batches/sql/read-batches.ts";
import {
  moveBatch,
  noteStart,
  requireApproval,
  setDraftOptions,
  signBatch,
  startWhenPrepared,
} from "#server/triage/replay-batches/sql/write-batch.ts";

type Start = AuditContext & { actor: KnownActor; id: string; body?: StartReplayBody };

/**
 * Starts a draft, in the name of the actor. One that is not prepared yet starts when it is; one above the role's limit waits
 * for the approval of another person. Throws 404, 409 where it is not a draft or has nothing to replay, and 422 without a
 * reason.
 */
export async function startBatch({ body = {}, ...input }: Start): Promise<ReplayBatchDto> {
  await inTransaction(db(), async (tx) => {
    const draft = await lockBatch(tx, input.id);
    if (!draft) throw new NotFoundError(`There is no bulk replay ${input.id}.`);
    if (draft.state !== "draft") {
      throw new ConflictError(`It is ${stateWords[draft.state]}: only a draft can be started.`, { state: draft.state });
    }
    const { reason = draft.reason, waves = draft.waveMode, ratePerSecond = draft.ratePerSecond } = body;
    if (reason === "") throw new InvalidInputError([{ pointer: "/reason", detail: "must state a reason" }]);
    const batch = { ...draft, reason, waveMode: waves, ratePerSecond };
    await setDraftOptions(tx, batch);
    await noteStart(tx, batch.id, toBatchActor(input.actor), input.requestId);
    if (batch.prepared < batch.total) {
      await startWhenPrepared(tx, batch.id);
      return;
    }
    if (batch.pending === 0)
      throw new ConflictError("It has no dead letters that can be replayed.", { state: batch.state });
    await begin(tx, { ...input, batch });
  });
  return getBatch(input.id);
}

/** Starts a prepared draft that was created or started before it was prepared. Does nothing where it is not due. */
export async function startPrepared(pool: pg.Pool, id: string): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const batch = await lockBatch(tx, id);
    if (batch?.state !== "draft" || !batch.startsWhenPrepared || batch.prepared < batch.total) return;
    await begin(tx, { actor: actorOfBatch(batch.actor), requestId: batch.requestId, batch });
  });
}

async function begin(tx: Tx, { actor, requestId, batch }: AuditContext & { actor: KnownActor; batch: BatchRow }) {
  const limit = replayLimitOf(actor);
  const waits = limit !== null && batch.pending > limit;
  if (waits) await requireApproval(tx, batch.id, limit);
  // Nothing is pending where every row was left out: the receipt is complete.
  const to = batch.pending === 0 ? "completed" : waits ? "awaiting_approval" : "running";
  await moveBatch(tx, batch.id, ["draft"], to);
  await signBatch(tx, batch.id, "start", actor);
  const after = { state: to, total: batch.total, pending: batch.pending };
  const record = { action: "replay.start" as const, target: { kind: "replay" as const, id: batch.id }, after };
  await recordAction(tx, { actor, requestId }, { ...record, reason: batch.reason });
}

/** States in the words of a refusal. */
export const stateWords: Record<BatchRow["state"], string> = {
  draft: "a draft",
  awaiting_approval: "waiting for approval",
  running: "running",
  paused: "paused",
  completed: "completed",
  stopped: "stopped",
  aborted: "aborted",
};
