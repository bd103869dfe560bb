import * as z from "zod";
import type { ReplayState } from "#server/contracts/triage/replay-outcomes.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import type { BatchActor, BatchRow } from "#server/triage/replay-batches/sql/batch-row.ts";

const raise = defineStatement({
  name: "raise_prepared",
  text: `update replay_batch set prepared = prepared + $2, changed = changed + $3, unchanged = unchanged + $4, samples = $5::jsonb
         where id = $1`,
});

/** Counts prepared items of a locked draft. */
export async function raisePrepared(
  tx: Tx,
  id: string,
  { by, changed, unchanged, samples }: { by: number } & Pick<BatchRow, "changed" | "unchanged" | "samples">,
): Promise<void> {
  await raise.run(tx, [id, by, changed, unchanged, JSON.stringify(samples)]);
}

const move = defineStatement({
  name: "move_replay_batch",
  text: `update replay_batch b
         set state = $3, version = version + 1,
             started_at = case when $3 = 'running' then coalesce(started_at, now()) else started_at end,
             ended_at = case when $3 in ('completed', 'stopped', 'aborted') then now() end,
             starts_when_prepared = starts_when_prepared and $3 = 'draft', yielding = false
         where id = $1 and state = any($2::text[])`,
});

/** Compare-and-set: moves a batch to a state. False where it was in none of `from`. */
export async function moveBatch(tx: Tx, id: string, from: readonly ReplayState[], to: ReplayState): Promise<boolean> {
  return (await move.run(tx, [id, from, to])) === 1;
}

const sign = defineStatement({
  name: "sign_replay_batch",
  text: `update replay_batch set last_action = $2, last_by_id = $3, last_by_name = $4, last_at = now() where id = $1`,
});
const start = defineStatement({
  name: "note_replay_start",
  text: "update replay_batch set actor = $2::jsonb, request_id = $3, tokens = 0, tokens_at = now() where id = $1",
});
const ask = defineStatement({
  name: "require_replay_approval",
  text: "update replay_batch set approval_required = true, approval_limit = $2 where id = $1",
});
const approve = defineStatement({
  name: "note_replay_decision",
  text: `update replay_batch set decision = $2, decided_by_id = $3, decided_by_name = $4, decided_at = now(), decision_reason = $5
         where id = $1`,
});
const setRate = defineStatement({
  name: "set_replay_rate",
  text: `update replay_batch set rate_per_second = $2, version = version + 1, tokens = 0, tokens_at = now() where id = $1`,
});
const setOptions = defineStatement({
  name: "set_replay_options",
  text: "update replay_batch set reason = $2, wave_mode = $3, rate_per_second = $4 where id = $1 and state = 'draft'",
});
const later = defineStatement({
  name: "start_replay_when_prepared",
  text: "update replay_batch set starts_when_prepared = true, version = version + 1 where id = $1 and state = 'draft'",
});
const stop = defineStatement({
  name: "note_replay_stop",
  text: "update replay_batch set stop_code = $2, stop_words = $3, stop_cause = $4 where id = $1",
});

/** Notes the last decision of an operator about a batch. */
export const signBatch = (tx: Tx, id: string, action: string, by: { id: string | null; name: string }) =>
  sign.run(tx, [id, action, by.id, by.name]);

/** Notes the actor in whose name the driver replays, and empties the bucket of its rate. */
export const noteStart = (tx: Tx, id: string, actor: BatchActor, requestId: string | null) =>
  start.run(tx, [id, JSON.stringify(actor), requestId]);

/** Notes that a second person must approve. */
export const requireApproval = (tx: Tx, id: string, limit: number | null) => ask.run(tx, [id, limit]);

/** Notes the decision of the second person. */
export const noteDecision = (
  tx: Tx,
  id: string,
  decision: "approved" | "declined",
  by: { id: string; name: string },
  reason: string | null,
) => approve.run(tx, [id, decision, by.id, by.name, reason]);

export const setBatchRate = (tx: Tx, id: string, ratePerSecond: number | null) => setRate.run(tx, [id, ratePerSecond]);

/** Replaces the options of a draft at its start. */
export const setDraftOptions = (
  tx: Tx,
  { id, reason, waveMode, ratePerSecond }: Pick<BatchRow, "id" | "reason" | "waveMode" | "ratePerSecond">,
) => setOptions.run(tx, [id, reason, waveMode, ratePerSecond]);

/** Lets a draft start as soon as it is prepared. */
export const startWhenPrepared = (tx: Tx, id: string) => later.run(tx, [id]);

/** Notes why a batch stopped by itself. */
export const noteStop = (
  tx: Tx,
  id: string,
  { code, words, cause }: { code: string; words: string; cause: string | null },
) => stop.run(tx, [id, code, words, cause]);

const driven = defineStatement({
  name: "find_open_replay_batches",
  text: `select b.id from replay_batch b
         where (b.state in ('draft', 'awaiting_approval', 'running', 'paused') or b.in_flight > 0)
           and (b.state = 'running' or b.in_flight > 0 or (b.state = 'draft' and (b.prepared < b.total or b.starts_when_prepared)))
           and (b.leased_until is null or b.leased_until < clock_timestamp() or b.lease_owner = $1)
         order by b.leased_until nulls first, b.created_at limit 20`,
  row: z.object({ id: z.uuid() }),
});

/** The batches that a driver can advance now, those that waited longest first: no other driver holds their lease. */
export const findDrivable = async (tx: Pick<Tx, "query">, owner: string): Promise<string[]> =>
  (await driven.all(tx, [owner])).map(({ id }) => id);
