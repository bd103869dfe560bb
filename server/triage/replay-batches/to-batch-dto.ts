import type { ReplayCounts, ReplaySummaryDto } from "#server/contracts/triage/replay-batch.ts";
import type { readGates } from "#server/delivery/gate/gate.ts";
import { handlerOfId } from "#server/delivery/handlers/registry.ts";
import type { BatchRow } from "#server/triage/replay-batches/sql/batch-row.ts";
import type { WaveRow } from "#server/triage/replay-batches/sql/waves.ts";
import { verdictOf } from "#server/triage/replay-batches/verdict.ts";

type Gates = Awaited<ReturnType<typeof readGates>>;

export const countsOf = (row: BatchRow): ReplayCounts => ({
  ...{ pending: row.pending, inFlight: row.inFlight, delivered: row.delivered, failedAgain: row.failedAgain },
  ...{ alreadySent: row.alreadySent, conflict: row.conflict, invalid: row.invalid, blocked: row.blocked },
  aborted: row.aborted,
});

/** Failures of a cause that the batch did not have when it was frozen. */
const ofNewCauses = ({ failureCauses, causes }: BatchRow): number =>
  Object.entries(failureCauses).reduce((sum, [cause, count]) => sum + ((causes ?? []).includes(cause) ? 0 : count), 0);

/** A batch in a list. `gates` and `wave` say what a running one waits for. */
export function toSummaryDto(row: BatchRow, { gates, wave }: { gates: Gates; wave: WaveRow | null }): ReplaySummaryDto {
  const counts = countsOf(row);
  const { stopCode: code, stopWords: words, stopCause: cause } = row;
  return {
    ...{ id: row.id, name: row.name, state: row.state, total: row.total, counts, cause: row.cause },
    selection: row.selection,
    verdict: verdictOf({ ...row, counts, ofNewCauses: ofNewCauses(row) }),
    createdBy: { id: row.createdById, name: row.createdByName },
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    heldBy: row.state === "running" ? heldBy(row, gates) : null,
    stop: code === null || words === null ? null : { code, words, cause },
    wave: wave && { number: wave.number, size: wave.size },
    ...{ ratePerSecond: row.ratePerSecond, version: row.version },
  };
}

const labelOf = (handler: string): string => handlerOfId(handler)?.label ?? handler;

/** The gate that holds a batch: of all sending, of its handlers, or of live messages that go first. */
export function heldBy(
  { handlers: ids, yielding }: Pick<BatchRow, "handlers" | "yielding">,
  { sending, handlers: closed }: Gates,
): ReplaySummaryDto["heldBy"] {
  if (sending) return { kind: "permit", handler: null, words: "Sending is paused for this database." };
  const own = closed.filter(({ handler }) => ids?.includes(handler));
  const paused = own.find(({ pause }) => pause !== null);
  if (paused) {
    const words = `${labelOf(paused.handler)} are paused by ${paused.pause?.by}.`;
    return { kind: "pause", handler: paused.handler, words };
  }
  const broken = own.find(({ breaker }) => breaker && breaker.state !== "closed");
  if (broken) {
    const words = `The circuit breaker of ${labelOf(broken.handler)} is ${broken.breaker?.state}.`;
    return { kind: "breaker", handler: broken.handler, words };
  }
  return yielding ? { kind: "live-traffic", handler: null, words: "Live messages go first." } : null;
}
