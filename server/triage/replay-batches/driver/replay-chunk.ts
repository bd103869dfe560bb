import type { Tx } from "#server/platform/database/db.ts";
import { crashPoint } from "#server/platform/faults/crash-point.ts";
import { lockDeadLetters } from "#server/triage/dead-letters/lock-dead-letters.ts";
import { actorOfBatch } from "#server/triage/replay-batches/batch-actor.ts";
import { readEarlierHolders } from "#server/triage/replay-batches/driver/sql/read-earlier-holders.ts";
import { judgeItems, outcomesOf } from "#server/triage/replay-batches/judge-items.ts";
import type { BatchRow } from "#server/triage/replay-batches/sql/batch-row.ts";
import type { PendingItem } from "#server/triage/replay-batches/sql/read-items.ts";
import { type ItemResult, writeItemResults } from "#server/triage/replay-batches/sql/write-items.ts";
import type { JudgedReplay } from "#server/triage/replays/judge-replay.ts";
import { replayAll } from "#server/triage/replays/replay-all.ts";

type Accepted = { number: number; replay: JudgedReplay };

/**
 * Replays pending items of a locked batch in its transaction: those that changed meanwhile, that a guard refuses, or that a
 * dead letter outside of the batch blocks get their outcome, the others are in flight. Returns how many are.
 */
export async function replayChunk(tx: Tx, batch: BatchRow, items: readonly PendingItem[]): Promise<number> {
  const selected = items.map(({ deliveryId: id, version }) => ({ id, version }));
  const { locked, refused } = await lockDeadLetters(tx, selected, { state: "dead", needsPayload: true });
  const byDelivery = new Map(items.map((item) => [item.deliveryId, item]));
  const ofDelivery = (id: string): PendingItem => {
    const item = byDelivery.get(id);
    if (!item) throw new Error(`delivery ${id} is no item of this chunk`);
    return item;
  };
  const asked = locked
    .map((dead) => ({ ...ofDelivery(dead.id), dead }))
    .sort((one, other) => one.number - other.number);
  const actor = actorOfBatch(batch.actor);
  const judged = await judgeItems(tx, batch, actor, asked);
  const accepted = judged.flatMap((item) => ("replay" in item ? [item] : []));
  const deliveries = new Map(items.map(({ number, deliveryId }) => [number, deliveryId]));
  const refusals = [
    ...refused.map(({ id, error }) => ({ number: ofDelivery(id).number, deliveryId: id, refusal: error })),
    ...judged.flatMap((item) =>
      "refusal" in item ? [{ ...item, deliveryId: deliveries.get(item.number) ?? "" }] : [],
    ),
  ];
  const { free, blocked } = await splitBlocked(tx, accepted);
  await writeItemResults(tx, batch.id, [...(await outcomesOf(tx, refusals)), ...blocked]);
  await replayAll(
    tx,
    { actor, requestId: batch.requestId },
    free.map(({ replay }) => replay),
    // An abort takes the place of the undo window.
    { undoSeconds: 0, onCreated: (ids) => markInFlight(tx, batch.id, free, ids) },
  );
  crashPoint("replay.chunk_not_committed");
  return free.length;
}

async function markInFlight(tx: Tx, batchId: string, free: readonly Accepted[], ids: readonly string[]): Promise<void> {
  const results = free.map(({ number, replay: { changed } }, index): ItemResult => {
    return { number, outcome: "inFlight", newId: ids[index] ?? null, change: changed ? "changed" : "unchanged" };
  });
  const written = await writeItemResults(tx, batchId, results);
  if (written !== results.length) throw new Error("an item of a locked batch was not pending any more");
}

/** Splits off items that wait behind a dead letter which this chunk does not replay. In order: one may block the next. */
async function splitBlocked(
  tx: Tx,
  accepted: readonly Accepted[],
): Promise<{ free: Accepted[]; blocked: ItemResult[] }> {
  const ordered = accepted.filter(({ replay: { dead } }) => dead.ordered);
  const holders = await readEarlierHolders(
    tx,
    ordered.map(({ replay: { dead } }) => dead.id),
  );
  const leaving = new Set(accepted.map(({ replay: { dead } }) => dead.id));
  const free: Accepted[] = [];
  const blocked: ItemResult[] = [];
  for (const item of accepted) {
    const { id } = item.replay.dead;
    const blockedBy = holders.get(id)?.find((holder) => !leaving.has(holder));
    if (blockedBy === undefined) free.push(item);
    else {
      leaving.delete(id);
      const detail = "An earlier dead letter of its sequence blocks it.";
      blocked.push({ number: item.number, outcome: "blocked", detail, blockedBy });
    }
  }
  return { free, blocked };
}
