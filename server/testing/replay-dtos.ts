import {
  type ReplayBatchDto,
  type ReplayCounts,
  type ReplaySummaryDto,
  replayBatchDto,
} from "#server/contracts/triage/replay-batch.ts";
import { itemOutcomes } from "#server/contracts/triage/replay-outcomes.ts";

const at = "2026-11-30T23:41:07.000Z";
export const replayId = "0198f000-0000-7000-8000-0000000000aa";

/** Counts of all outcomes; those that are not given are 0. */
export const countsOf = (given: Partial<ReplayCounts>): ReplayCounts =>
  ({
    ...Object.fromEntries(itemOutcomes.map((outcome) => [outcome, 0])),
    ...given,
  }) as ReplayCounts;

/** A draft of 129 dead letters as the API returns it, with changes. Validated by the contract. */
export function aReplay(change: Partial<ReplayBatchDto> = {}): ReplayBatchDto {
  const counts = change.counts ?? countsOf({ pending: 129 });
  return replayBatchDto.parse({
    ...{ id: replayId, name: "Cause: recipient rejected", state: "draft", total: 129, counts },
    ...{ cause: "0123456789abcdef", selection: "Cause: recipient rejected", verdict: "129 selected: 129 ready." },
    ...{ createdBy: { id: "1", name: "Maya Ito" }, createdAt: at, startedAt: null, endedAt: null },
    ...{ heldBy: null, stop: null, wave: null, ratePerSecond: null, version: 1 },
    ...{ select: { kind: "cause", filter: null, failuresOf: null }, change: null, reason: "the vendor repaired it" },
    ...{ waveMode: "gated", prepared: 129, changed: 0, unchanged: 129, invalid: 0, skipped: 0, invalidReasons: [] },
    ...{ samples: [], arrivedSince: 0, startsWhenPrepared: false },
    approval: { limit: 500, required: false, decision: null, by: null, at: null, reason: null },
    ...{ lastDecision: null, waves: [], nextWaveSize: 1, durationSeconds: null, failureCauses: [], sentTwice: 0 },
    ...change,
  });
}

/** The batch as a list shows it. */
export const aSummary = (change: Partial<ReplayBatchDto> = {}): ReplaySummaryDto => aReplay(change);
