import { setImmediate as breathe } from "node:timers/promises";
import type pg from "pg";
import { inTransaction, type Tx } from "#server/platform/database/db.ts";
import { AppError } from "#server/platform/errors.ts";
import { changedMessage, purgedMessage, whyNotDead } from "#server/triage/dead-letters/refusal-messages.ts";
import { actorOfBatch } from "#server/triage/replay-batches/batch-actor.ts";
import { judgeItems, outcomesOf } from "#server/triage/replay-batches/judge-items.ts";
import type { BatchRow } from "#server/triage/replay-batches/sql/batch-row.ts";
import { lockBatch } from "#server/triage/replay-batches/sql/read-batches.ts";
import { type ItemToJudge, readItems } from "#server/triage/replay-batches/sql/read-items.ts";
import { raisePrepared } from "#server/triage/replay-batches/sql/write-batch.ts";
import { type ItemResult, writeItemResults } from "#server/triage/replay-batches/sql/write-items.ts";
import { createPatch } from "#server/triage/suggestions/create-patch.ts";

/** Items per transaction: about 50 ms of the event loop. */
const chunk = 200;
const sampleSize = 10;

/**
 * Prepares the next items of a draft in one transaction: judges each as its replay would, and notes whether the change changes
 * it. Returns whether items are left. Any process continues where another one was killed.
 */
export async function prepareChunk(pool: pg.Pool, batchId: string): Promise<boolean> {
  return inTransaction(pool, async (tx) => {
    const batch = await lockBatch(tx, batchId);
    if (batch?.state !== "draft" || batch.prepared >= batch.total) return false;
    const last = Math.min(batch.total, batch.prepared + chunk);
    const numbers = Array.from({ length: last - batch.prepared }, (_, index) => batch.prepared + index + 1);
    await judgeNumbers(tx, batch, numbers);
    return last < batch.total;
  });
}

/** Prepares a draft until it is done or the time is used up; the worker prepares the rest. */
export async function prepareFor(pool: pg.Pool, batchId: string, milliseconds: number): Promise<void> {
  const until = performance.now() + milliseconds;
  while ((await prepareChunk(pool, batchId)) && performance.now() < until) await breathe();
}

async function judgeNumbers(tx: Tx, batch: BatchRow, numbers: readonly number[]): Promise<void> {
  const items = await readItems(tx, batch.id, numbers);
  const moved = items.flatMap((item) => {
    const refusal = refusalOf(item);
    return refusal ? [{ number: item.number, deliveryId: item.id, refusal }] : [];
  });
  const gone = new Set(moved.map(({ number }) => number));
  const left = items.filter(({ number }) => !gone.has(number));
  const asked = left.map((dead) => ({ number: dead.number, dead, overrideReason: dead.overrideReason }));
  const judged = await judgeItems(tx, batch, actorOfBatch(batch.actor), asked);
  const ids = new Map(items.map(({ number, id }) => [number, id]));
  const refused = judged.flatMap((item) =>
    "refusal" in item ? [{ ...item, deliveryId: ids.get(item.number) ?? "" }] : [],
  );
  const replays = judged.flatMap((item) => ("replay" in item ? [item] : []));
  const kept = replays.map(
    ({ number, replay: { changed } }): ItemResult => ({
      number,
      outcome: "pending",
      change: changed ? "changed" : "unchanged",
    }),
  );
  await writeItemResults(tx, batch.id, [...(await outcomesOf(tx, [...moved, ...refused])), ...kept]);
  const sizes = replays.flatMap(({ number, replay: { changed, before, data } }) =>
    changed ? [{ number, size: createPatch(before, JSON.parse(JSON.stringify(data))).length }] : [],
  );
  const samples = [...batch.samples, ...sizes].sort((one, other) => other.size - one.size || one.number - other.number);
  await raisePrepared(tx, batch.id, {
    by: numbers.length,
    changed: sizes.length,
    unchanged: replays.length - sizes.length,
    samples: samples.slice(0, sampleSize),
  });
}

/** Why a dead letter is not the one any more that was frozen; null where it is. */
function refusalOf(item: ItemToJudge): AppError | null {
  if (item.payloadPurgedAt) return new AppError("gone", purgedMessage(item.payloadPurgedAt));
  if (item.state !== "dead") return new AppError("conflict", whyNotDead(item.state, item.revision + 1));
  return item.version === item.frozenVersion ? null : new AppError("precondition_failed", changedMessage);
}
