import type { KnownActor } from "#server/audit/actor.ts";
import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import type { AuditAction } from "#server/contracts/audit.ts";
import type { ReplayBatchDto } from "#server/contracts/triage/replay-batch.ts";
import type { ReplayState } from "#server/contracts/triage/replay-outcomes.ts";
import { db, inTransaction, type Tx } from "#server/platform/database/db.ts";
import { AppError, ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { personOf } from "#server/triage/replay-batches/batch-actor.ts";
import { getBatch } from "#server/triage/replay-batches/get-batch.ts";
import type { BatchRow } from "#server/triage/replay-batches/sql/batch-row.ts";
import { lockBatch } from "#server/triage/replay-batches/sql/read-batches.ts";
import { moveBatch, noteDecision, setBatchRate, signBatch } from "#server/triage/replay-batches/sql/write-batch.ts";
import { abortPendingItems } from "#server/triage/replay-batches/sql/write-items.ts";
import { stateWords } from "#server/triage/replay-batches/start-batch.ts";

type Steer = AuditContext & { actor: KnownActor; id: string };
type Decision = {
  audit: AuditAction;
  verb: string;
  from: readonly ReplayState[];
  to: ReplayState | null;
  reason?: string | null;
  before?: (tx: Tx, batch: BatchRow) => Promise<void>;
  after?: unknown;
};

/** One decision of an operator about a batch: compare-and-set on its state, and one audit entry. Throws 404 and 409. */
async function decide(
  input: Steer,
  { audit, verb, from, to, reason, before, after }: Decision,
): Promise<ReplayBatchDto> {
  const { id, actor } = input;
  await inTransaction(db(), async (tx) => {
    const batch = await lockBatch(tx, id);
    if (!batch) throw new NotFoundError(`There is no bulk replay ${id}.`);
    if (!from.includes(batch.state)) {
      throw new ConflictError(`It is ${stateWords[batch.state]}: it cannot be ${verb}.`, { state: batch.state });
    }
    await before?.(tx, batch);
    if (to) await moveBatch(tx, id, from, to);
    await signBatch(tx, id, audit.split(".")[1] ?? audit, actor);
    await recordAction(tx, input, { action: audit, target: { kind: "replay", id }, reason: reason ?? null, after });
  });
  return getBatch(id);
}

/** Pauses a running batch: no further item is replayed, those in flight end. */
export const pauseBatch = (input: Steer) =>
  decide(input, { audit: "replay.pause", verb: "paused", from: ["running"], to: "paused" });

/** Resumes a paused batch. */
export const resumeBatch = (input: Steer) =>
  decide(input, { audit: "replay.resume", verb: "resumed", from: ["paused"], to: "running" });

/** Aborts a batch: items that were not replayed stay dead letters, those in flight end and are still counted. */
export const abortBatch = (input: Steer) =>
  decide(input, {
    ...{ audit: "replay.abort", verb: "aborted", to: "aborted" },
    from: ["draft", "awaiting_approval", "running", "paused"],
    before: async (tx, { id }) =>
      void (await abortPendingItems(tx, id, `The batch was aborted by ${input.actor.name}.`)),
  });

/** Changes the rate cap, from now on; null removes it. */
export const changeBatchRate = (input: Steer & { ratePerSecond: number | null }) =>
  decide(input, {
    ...{ audit: "replay.rate", verb: "given another rate", to: null, after: { ratePerSecond: input.ratePerSecond } },
    from: ["draft", "awaiting_approval", "running", "paused"],
    before: async (tx, { id }) => void (await setBatchRate(tx, id, input.ratePerSecond)),
  });

function refuseSamePerson(batch: BatchRow, actor: KnownActor): void {
  const creators = [batch.createdByAccount, batch.actor.ownerId ?? batch.actor.id];
  if (!creators.includes(personOf(actor))) return;
  throw new AppError("forbidden", "You created or started this bulk replay: another person approves or declines it.");
}

/** Approves a batch above the limit of its creator: it runs. For another person than its creator. */
export const approveBatch = (input: Steer) =>
  decide(input, {
    ...{ audit: "replay.approve", verb: "approved", from: ["awaiting_approval"], to: "running" },
    before: async (tx, batch) => {
      refuseSamePerson(batch, input.actor);
      await noteDecision(tx, batch.id, "approved", input.actor, null);
    },
  });

/** Declines a batch above the limit of its creator: it ends without a replay. For another person than its creator. */
export const declineBatch = (input: Steer & { reason: string }) =>
  decide(input, {
    ...{ audit: "replay.decline", verb: "declined", from: ["awaiting_approval"], to: "aborted", reason: input.reason },
    before: async (tx, batch) => {
      refuseSamePerson(batch, input.actor);
      await noteDecision(tx, batch.id, "declined", input.actor, input.reason);
      await abortPendingItems(tx, batch.id, `The batch was declined by ${input.actor.name}.`);
    },
  });
