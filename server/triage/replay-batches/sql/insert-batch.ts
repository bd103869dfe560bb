import * as z from "zod";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import type { BatchActor, BatchRow } from "#server/triage/replay-batches/sql/batch-row.ts";

const statement = defineStatement({
  name: "insert_replay_batch",
  text: `insert into replay_batch (id, name, state, select_kind, cause, filter, failures_of, selection, handlers, causes, change,
           reason, wave_mode, rate_per_second, starts_when_prepared, approval_limit, created_by_id, created_by_name,
           created_by_account, actor, request_id, idempotency_key, request_hash, recipe_id)
         values ($1, $2, 'draft', $3, $4, $5::jsonb, $6, $7, '{}', '{}', $8::jsonb, $9, $10, $11, $12, $13, $14, $15, $16, $17::jsonb,
                 $18, $19, $20, $21)
         on conflict (created_by_account, idempotency_key) do nothing returning id`,
  row: z.object({ id: z.uuid() }),
});

type Given =
  | "id"
  | "name"
  | "selectKind"
  | "cause"
  | "filter"
  | "failuresOf"
  | "selection"
  | "change"
  | "recipeId"
  | "reason";
export type NewBatch = Pick<BatchRow, Given | "waveMode" | "ratePerSecond" | "startsWhenPrepared" | "approvalLimit"> & {
  actor: BatchActor;
  account: string;
  requestId: string | null;
  idempotency: { key: string; hash: string } | null;
};

/** Inserts an empty draft. False where its Idempotency-Key was used before. */
export async function insertBatch(tx: Tx, batch: NewBatch): Promise<boolean> {
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  const inserted = await statement.maybeOne(tx, [
    ...[batch.id, batch.name, batch.selectKind, batch.cause, json(batch.filter), batch.failuresOf, batch.selection],
    ...[json(batch.change), batch.reason, batch.waveMode, batch.ratePerSecond, batch.startsWhenPrepared],
    ...[batch.approvalLimit, batch.actor.id, batch.actor.name, batch.account, json(batch.actor), batch.requestId],
    ...[batch.idempotency?.key ?? null, batch.idempotency?.hash ?? null, batch.recipeId],
  ]);
  return inserted !== undefined;
}
