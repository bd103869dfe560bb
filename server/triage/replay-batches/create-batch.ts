import { createHash } from "node:crypto";
import type { KnownActor } from "#server/audit/actor.ts";
import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import { type CreateReplayBody, maxBatch, type ReplayBatchDto } from "#server/contracts/triage/replay-batch.ts";
import { db, inTransaction, type Tx } from "#server/platform/database/db.ts";
import { AppError, ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { newId } from "#server/platform/new-id.ts";
import { resolveChange } from "#server/triage/recipes/resolve-change.ts";
import { personOf, toBatchActor } from "#server/triage/replay-batches/batch-actor.ts";
import { checkChange } from "#server/triage/replay-batches/check-change.ts";
import { getBatch } from "#server/triage/replay-batches/get-batch.ts";
import { prepareFor } from "#server/triage/replay-batches/prepare-batch.ts";
import { replayLimitOf } from "#server/triage/replay-batches/replay-limit.ts";
import { type Selection, selectLetters } from "#server/triage/replay-batches/select-letters.ts";
import { freezeItems } from "#server/triage/replay-batches/sql/freeze-items.ts";
import { insertBatch } from "#server/triage/replay-batches/sql/insert-batch.ts";
import { readBatchOfKey } from "#server/triage/replay-batches/sql/read-batches.ts";
import { startPrepared } from "#server/triage/replay-batches/start-batch.ts";

/** The part of the request's deadline that may be spent on preparing; the worker prepares the rest. */
const prepareMilliseconds = 1_500;

type Wanted = Omit<CreateReplayBody, "select">;
export type CreateBatch = AuditContext & {
  actor: KnownActor;
  body: Wanted;
  idempotencyKey: string | null;
};

/**
 * Creates a bulk replay: freezes the selected dead letters with their versions, and prepares them within the request as far as
 * it is quick. With `start` it starts as soon as it is prepared. The same Idempotency-Key returns the first batch. Throws 404,
 * 409 for an empty or too large selection, and 422.
 */
export async function createBatch(input: CreateBatch & { body: CreateReplayBody }): Promise<ReplayBatchDto> {
  const selection = await selectLetters(db(), input.body.select);
  return createFrozen(input, selection, input.body.select);
}

/** Creates a batch of a selection that was resolved. */
export async function createFrozen(input: CreateBatch, selection: Selection, select: unknown): Promise<ReplayBatchDto> {
  const { actor, body } = input;
  const { change, recipeId } = await resolveChange(db(), body.change);
  checkChange(change);
  const key = input.idempotencyKey;
  const hash = createHash("sha256")
    .update(JSON.stringify([body, select]))
    .digest("hex");
  const id = newId();
  const created = await inTransaction(db(), async (tx) => {
    const inserted = await insertBatch(tx, {
      ...{ id, name: body.name ?? selection.selection.slice(0, 100), reason: body.reason ?? "", waveMode: body.waves },
      ...{ selectKind: selection.selectKind, cause: selection.cause, filter: selection.filter },
      ...{ failuresOf: selection.failuresOf, selection: selection.selection, change, recipeId },
      ...{ ratePerSecond: body.ratePerSecond ?? null, startsWhenPrepared: body.start },
      ...{ approvalLimit: replayLimitOf(actor), actor: toBatchActor(actor), account: personOf(actor) },
      ...{ requestId: input.requestId, idempotency: key === null ? null : { key, hash } },
    });
    if (!inserted) return repeated(tx, personOf(actor), key ?? "", hash);
    await freeze(tx, id, selection);
    const after = { select: selection.selection, change: body.change ? Object.keys(body.change) : [] };
    await recordAction(tx, input, {
      action: "replay.create",
      target: { kind: "replay", id },
      reason: body.reason ?? null,
      after,
    });
    return id;
  });
  await prepareFor(db(), created, prepareMilliseconds);
  if (body.start) await startPrepared(db(), created);
  return getBatch(created);
}

async function freeze(tx: Tx, batchId: string, { frozen }: Selection): Promise<void> {
  const items = await freezeItems(tx, { batchId, frozen, most: maxBatch + 1 });
  if ("letters" in frozen && items < frozen.letters.length) {
    throw new NotFoundError("Some of the selected dead letters do not exist. Reload the list and select again.");
  }
  if (items === 0) throw new ConflictError("The selection has no dead letters.");
  if (items > maxBatch) {
    const most = maxBatch.toLocaleString("en-GB");
    throw new ConflictError(`The selection has more than ${most} dead letters. Narrow the filter.`, { maxBatch });
  }
}

/** The batch that this key created before. */
async function repeated(tx: Tx, account: string, key: string, hash: string): Promise<string> {
  const first = await readBatchOfKey(tx, account, key);
  if (!first)
    throw new AppError("idempotency_key_in_flight", "The first request with this Idempotency-Key is still running.");
  if (first.requestHash === hash) return first.id;
  throw new AppError(
    "idempotency_key_reused",
    "This Idempotency-Key was used for another bulk replay. Send a new key with a new one.",
  );
}
