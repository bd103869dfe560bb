import * as z from "zod";
import type { ReplayState } from "#server/contracts/triage/replay-outcomes.ts";
import type { Queryable, Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { exactTimeOf } from "#server/platform/database/time-columns.ts";
import type { Cursor } from "#server/triage/keyset/cursor.ts";
import { type BatchRow, batchColumns, batchRow } from "#server/triage/replay-batches/sql/batch-row.ts";

const readOne = defineStatement({
  name: "read_replay_batch",
  text: `select ${batchColumns} from replay_batch b where b.id = $1`,
  row: batchRow,
});
const lockOne = defineStatement({
  name: "lock_replay_batch",
  text: `select ${batchColumns} from replay_batch b where b.id = $1 for update`,
  row: batchRow,
});
const listed = batchRow.extend({ at: z.string() });
const readPage = defineStatement({
  name: "read_replay_batches",
  text: `select ${batchColumns}, ${exactTimeOf("b.created_at")} as at from replay_batch b
         where ($1::text is null or b.state = $1)
           and (not $2::bool or b.state in ('draft', 'awaiting_approval', 'running', 'paused') or b.in_flight > 0)
           and ($3::text is null or b.cause = $3)
           and (not $7::bool or (b.state <> 'draft' and (b.state <> 'aborted' or b.started_at is not null or b.approval_required)))
           and ($4::text is null or (b.created_at, b.id) < ($4::timestamp at time zone 'UTC', $5::uuid))
         order by b.created_at desc, b.id desc limit $6`,
  row: listed,
});
const byKey = defineStatement({
  name: "read_replay_batch_of_key",
  text: `select b.id, b.request_hash as "requestHash" from replay_batch b
         where b.created_by_account = $1 and b.idempotency_key = $2`,
  row: z.object({ id: z.uuid(), requestHash: z.string().nullable() }),
});

/** One batch; null for an unknown ID. */
export async function readBatch(queryable: Queryable, id: string): Promise<BatchRow | null> {
  return (await readOne.maybeOne(queryable, [id])) ?? null;
}

/** Reads and locks one batch: every change of a batch takes this lock first, then the rows of its items. */
export async function lockBatch(tx: Tx, id: string): Promise<BatchRow | null> {
  return (await lockOne.maybeOne(tx, [id])) ?? null;
}

type Page = {
  state: ReplayState | null;
  open: boolean;
  started: boolean;
  cause: string | null;
  before: Cursor | null;
  limit: number;
};

/** A page of batches, newest first, each with its creation time for the cursor. */
export async function readBatches(queryable: Queryable, page: Page): Promise<z.output<typeof listed>[]> {
  const { state, open, started, cause, before, limit } = page;
  return readPage.all(queryable, [state, open, cause, before?.at ?? null, before?.id ?? null, limit, started]);
}

/** The batch that an Idempotency-Key of an account created. */
export async function readBatchOfKey(
  queryable: Queryable,
  account: string,
  key: string,
): Promise<{ id: string; requestHash: string | null } | null> {
  return (await byKey.maybeOne(queryable, [account, key])) ?? null;
}
