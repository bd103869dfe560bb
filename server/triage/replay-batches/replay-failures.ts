import type { KnownActor } from "#server/audit/actor.ts";
import type { AuditContext } from "#server/audit/record-action.ts";
import type { ReplayBatchDto, ReplayFailuresBody } from "#server/contracts/triage/replay-batch.ts";
import { db } from "#server/platform/database/db.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { createFrozen } from "#server/triage/replay-batches/create-batch.ts";
import { readBatch } from "#server/triage/replay-batches/sql/read-batches.ts";

type Failures = AuditContext & {
  actor: KnownActor;
  id: string;
  body: ReplayFailuresBody;
  idempotencyKey: string | null;
};

/**
 * Makes a new draft of the dead letters that the replays of a batch became again. Throws 404, and 409 where none of its
 * failures is still a dead letter.
 */
export async function replayFailures({ id, body, ...by }: Failures): Promise<ReplayBatchDto> {
  const failed = await readBatch(db(), id);
  if (!failed) throw new NotFoundError(`There is no bulk replay ${id}.`);
  if (failed.failedAgain === 0) throw new ConflictError("None of its replays failed again.");
  const selection = {
    ...{ selectKind: "failures" as const, cause: null, filter: null, failuresOf: id },
    selection: `Failures of “${failed.name}”`.slice(0, 500),
    frozen: { failuresOf: id },
  };
  const wanted = { waves: "gated" as const, start: false, ...body, reason: body.reason ?? failed.reason };
  return createFrozen({ ...by, body: wanted }, selection, { failuresOf: id });
}
