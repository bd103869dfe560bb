import type pg from "pg";
import { system } from "#server/audit/actor.ts";
import { recordAction } from "#server/audit/record-action.ts";
import { recordEach } from "#server/audit/record-actions.ts";
import { lockDeliveries } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { transition } from "#server/delivery/deliveries/transition.ts";
import { readGates } from "#server/delivery/gate/gate.ts";
import { inTransaction, type Tx } from "#server/platform/database/db.ts";
import { crashPoint } from "#server/platform/faults/crash-point.ts";
import { notify } from "#server/platform/wakeups/notify.ts";
import { rememberChange } from "#server/triage/recipes/remember-change.ts";
import { decideWave, type WaveDecision } from "#server/triage/replay-batches/driver/decide-wave.ts";
import { replayChunk } from "#server/triage/replay-batches/driver/replay-chunk.ts";
import {
  isLiveBehind,
  type LeasedBatch,
  leaseBatch,
  readWaveProgress,
  setYielding,
  writeTokens,
} from "#server/triage/replay-batches/driver/sql/lease-batch.ts";
import {
  findBlockedItems,
  markBlockedItems,
  settleItems,
} from "#server/triage/replay-batches/driver/sql/settle-items.ts";
import { takeTokens } from "#server/triage/replay-batches/driver/take-tokens.ts";
import { lockBatch } from "#server/triage/replay-batches/sql/read-batches.ts";
import { readPendingItems } from "#server/triage/replay-batches/sql/read-items.ts";
import { closeWave, openWave, readLastWaves, type WaveRow } from "#server/triage/replay-batches/sql/waves.ts";
import { moveBatch, noteStop } from "#server/triage/replay-batches/sql/write-batch.ts";
import { abortPendingItems } from "#server/triage/replay-batches/sql/write-items.ts";
import { heldBy } from "#server/triage/replay-batches/to-batch-dto.ts";
import { waveSize } from "#server/triage/replay-batches/wave-size.ts";

/** Items per transaction, and in flight at a time where the caller has no measured pace. */
const defaults = { chunk: 100, inFlight: 300 };
/** Items in flight that one step looks at. */
const settledPerStep = 2_000;
/** Live messages that wait longer go first. */
const liveSeconds = 1;

/** The result of a step: whether it changed anything, how many items ended, and whether some are in flight now. */
export type Step = { progressed: boolean; settled: number; inFlight: boolean };
export type StepOptions = { owner: string; chunk?: number; inFlight?: number };

/**
 * One step of a batch in one transaction, under its lease: settles what has ended, lets the gate decide, and replays the next
 * items. Whatever process is killed wherever, the step happened or not, and any process continues. Null where another driver has
 * the lease.
 */
export async function stepBatch(pool: pg.Pool, id: string, options: StepOptions): Promise<Step | null> {
  const replayed = await inTransaction(pool, async (tx) => {
    const leased = await leaseBatch(tx, id, options.owner);
    if (!leased) return null;
    const { items, changes } = await settleItems(tx, id, settledPerStep);
    if (leased.change) await rememberChange(tx, leased.change, changes);
    const settled = items + (await withdrawBlocked(tx, leased));
    // The counts are the trigger's: read again after the items moved.
    const batch = { ...leased, ...((await lockBatch(tx, id)) ?? leased) };
    const sent = batch.state === "running" ? (await advance(tx, batch, options)).sent : 0;
    return { settled, sent, inFlight: batch.inFlight + sent > 0 };
  });
  if (!replayed) return null;
  if (replayed.sent > 0) {
    crashPoint("replay.chunk_committed");
    notify("redeliver_outbox");
  }
  const { settled, sent, inFlight } = replayed;
  return { progressed: settled + sent > 0, settled, inFlight };
}

type Advanced = { sent: number };

async function advance(tx: Tx, batch: LeasedBatch, options: StepOptions): Promise<Advanced> {
  const wave = (await readLastWaves(tx, [batch.id])).get(batch.id);
  if (wave?.state === "running" && !(await passes(tx, batch, wave))) {
    return batch.state === "running" ? replayNext(tx, batch, wave, options) : { sent: 0 };
  }
  const next = await openNext(tx, batch, wave);
  return next ? replayNext(tx, batch, next, options) : { sent: 0 };
}

/** Whether a running wave is over and the next one may begin. Stops the batch where the gate says so. */
async function passes(tx: Tx, batch: LeasedBatch, wave: WaveRow): Promise<boolean> {
  const { failed, pending } = await readWaveProgress(tx, batch.id, wave);
  const open = pending || batch.inFlight > 0;
  const newCause = Object.keys(batch.failureCauses).find((cause) => !(batch.causes ?? []).includes(cause)) ?? null;
  const outcomes = { number: wave.number, size: wave.size, failedAgain: failed, open, newCause };
  const isGated = batch.waveMode === "gated";
  const withoutGate: WaveDecision = { kind: open ? "wait" : "continue" };
  const decision = isGated ? decideWave(outcomes) : withoutGate;
  if (decision.kind === "wait") return false;
  await closeWave(tx, batch.id, wave.number, decision.kind === "stop" ? "stopped" : "passed");
  if (decision.kind === "continue") return true;
  await abortPendingItems(tx, batch.id, `The batch stopped before it: ${decision.stop.words}`);
  await noteStop(tx, batch.id, decision.stop);
  await moveBatch(tx, batch.id, ["running"], "stopped");
  batch.state = "stopped";
  const record = { action: "replay.stop" as const, target: { kind: "replay" as const, id: batch.id } };
  await recordAction(tx, { actor: system, requestId: batch.requestId }, { ...record, reason: decision.stop.words });
  return false;
}

/** Begins the next wave; without pending items the batch is complete. */
async function openNext(tx: Tx, batch: LeasedBatch, last: WaveRow | undefined): Promise<WaveRow | null> {
  if (batch.pending === 0) {
    if (batch.inFlight === 0) await moveBatch(tx, batch.id, ["running"], "completed");
    return null;
  }
  const number = (last?.number ?? 0) + 1;
  await openWave(tx, batch.id, number, waveSize(number, batch.waveMode, batch.pending));
  return (await readLastWaves(tx, [batch.id])).get(batch.id) ?? null;
}

async function replayNext(tx: Tx, batch: LeasedBatch, wave: WaveRow, options: StepOptions): Promise<Advanced> {
  const held = heldBy({ handlers: batch.handlers, yielding: false }, await readGates(tx));
  const yielding = held === null && (await isLiveBehind(tx, batch.handlers ?? [], liveSeconds));
  await setYielding(tx, batch.id, yielding);
  if (held || yielding) return { sent: 0 };
  const room = Math.max(0, (options.inFlight ?? defaults.inFlight) - batch.inFlight);
  const wanted = Math.min(options.chunk ?? defaults.chunk, room);
  const range = { batchId: batch.id, first: wave.first, last: wave.last };
  const { ratePerSecond, now } = batch;
  const available = await readPendingItems(tx, { ...range, limit: wanted });
  const rate = { ratePerSecond, now, wanted: available.length };
  const { taken, bucket } = takeTokens({ tokens: batch.tokens, at: batch.tokensAt }, rate);
  if (taken === 0) return { sent: 0 };
  await writeTokens(tx, batch.id, bucket);
  await replayChunk(tx, batch, available.slice(0, taken));
  return { sent: taken };
}

/**
 * Withdraws replays that wait behind a dead letter: an item that failed again, or a dead letter outside of the batch. They are
 * dead letters again, and must not be sent later, outside of the batch's gate.
 */
async function withdrawBlocked(tx: Tx, batch: LeasedBatch): Promise<number> {
  if (batch.inFlight === 0) return 0;
  const found = await findBlockedItems(tx, batch.id, settledPerStep);
  if (found.length === 0) return 0;
  const locked = await lockDeliveries(
    tx,
    found.map(({ newId }) => newId),
  );
  // The relay may have released one between the two statements.
  const waiting = new Set(locked.filter(({ state }) => state === "waiting").map(({ id }) => id));
  const blocked = found.filter(({ newId }) => waiting.has(newId));
  if (blocked.length === 0) return 0;
  await transition(
    tx,
    blocked.map(({ newId }) => newId),
    "withdrawn",
  );
  await transition(
    tx,
    blocked.map(({ deliveryId }) => deliveryId),
    "dead",
  );
  await markBlockedItems(tx, batch.id, blocked);
  const entries = blocked.map(({ deliveryId, newId, blockedBy }) => ({
    ...{ action: "dead-letter.undo" as const, target: { kind: "delivery" as const, id: deliveryId }, resultId: newId },
    reason: `blocked by ${blockedBy}`,
  }));
  await recordEach(tx, { actor: system, requestId: batch.requestId }, entries);
  return blocked.length;
}
