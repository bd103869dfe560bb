import type { ReplayBatchDto, ReplayWaveDto } from "#server/contracts/triage/replay-batch.ts";
import { readGates } from "#server/delivery/gate/gate.ts";
import { db } from "#server/platform/database/db.ts";
import { NotFoundError } from "#server/platform/errors.ts";
import { conditionsOf } from "#server/triage/dead-letter-lists/plan-query.ts";
import { toChangeDto } from "#server/triage/recipes/to-change-dto.ts";
import { readSamples } from "#server/triage/replay-batches/read-samples.ts";
import type { BatchRow } from "#server/triage/replay-batches/sql/batch-row.ts";
import { countArrivals } from "#server/triage/replay-batches/sql/freeze-items.ts";
import { readBatch } from "#server/triage/replay-batches/sql/read-batches.ts";
import { readCauseTitles, readInvalidReasons } from "#server/triage/replay-batches/sql/read-reasons.ts";
import { type CountedWave, readWaves } from "#server/triage/replay-batches/sql/waves.ts";
import { toSummaryDto } from "#server/triage/replay-batches/to-batch-dto.ts";
import { waveSize } from "#server/triage/replay-batches/wave-size.ts";

/** Late arrivals are counted up to here. */
const arrivalCap = 1_000;
const reasonCap = 20;

/** One batch: its set, its progress and its receipt. Throws 404. */
export async function getBatch(id: string): Promise<ReplayBatchDto> {
  const row = await readBatch(db(), id);
  if (!row) throw new NotFoundError(`There is no bulk replay ${id}.`);
  const waves = await readWaves(db(), id);
  const last = waves.at(-1) ?? null;
  const failures = Object.entries(row.failureCauses).filter(([, count]) => count > 0);
  const titles = await readCauseTitles(
    db(),
    failures.map(([cause]) => cause),
  );
  return {
    ...toSummaryDto(row, { gates: await readGates(db()), wave: last }),
    select: { kind: row.selectKind, filter: row.filter, failuresOf: row.failuresOf },
    change: toChangeDto(row),
    ...{ reason: row.reason, waveMode: row.waveMode, startsWhenPrepared: row.startsWhenPrepared },
    ...{ prepared: row.prepared, changed: row.changed, unchanged: row.unchanged, invalid: row.invalid },
    skipped: row.alreadySent,
    invalidReasons: row.invalid === 0 ? [] : await readInvalidReasons(db(), id, reasonCap),
    samples: await readSamples(db(), row),
    arrivedSince: await arrivedSince(row),
    ...decisionsOf(row),
    waves: waves.map(toWaveDto),
    nextWaveSize:
      row.pending === 0 || row.endedAt ? null : waveSize((last?.number ?? 0) + 1, row.waveMode, row.pending),
    durationSeconds: row.startedAt && ((row.endedAt ?? new Date()).getTime() - row.startedAt.getTime()) / 1_000,
    failureCauses: failures.map(([cause, count]) => ({
      ...{ cause, count, title: titles.get(cause) ?? "Unknown cause" },
      isNew: !(row.causes ?? []).includes(cause),
    })),
    sentTwice: row.sentTwice,
  };
}

function decisionsOf(row: BatchRow): Pick<ReplayBatchDto, "approval" | "lastDecision"> {
  const { lastAction, lastByName, lastAt, decidedByName } = row;
  return {
    approval: {
      ...{ limit: row.approvalLimit, required: row.approvalRequired, decision: row.decision },
      by: decidedByName === null ? null : { id: row.decidedById, name: decidedByName },
      at: row.decidedAt?.toISOString() ?? null,
      reason: row.decisionReason,
    },
    lastDecision:
      lastAction === null || lastByName === null || lastAt === null
        ? null
        : { action: lastAction, by: { id: row.lastById, name: lastByName }, at: lastAt.toISOString() },
  };
}

const toWaveDto = (wave: CountedWave): ReplayWaveDto => ({
  ...{ number: wave.number, size: wave.size, state: wave.state },
  ...{ delivered: wave.delivered, failedAgain: wave.failedAgain, inFlight: wave.inFlight },
  other: Math.max(0, wave.size - wave.delivered - wave.failedAgain - wave.inFlight - wave.pending),
  startedAt: wave.startedAt.toISOString(),
  endedAt: wave.endedAt?.toISOString() ?? null,
});

/** Dead letters of the selection that failed after it was frozen. A list and the failures of a batch have none. */
async function arrivedSince({ id, selectKind, cause, filter, frozenAt }: BatchRow): Promise<number> {
  if (selectKind !== "cause" && selectKind !== "filter") return 0;
  const conditions = conditionsOf(selectKind === "cause" ? { cause: cause ?? "" } : (filter ?? {}));
  return countArrivals(db(), { batchId: id, since: frozenAt, conditions, cap: arrivalCap });
}
