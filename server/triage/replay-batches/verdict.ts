import type { ReplayCounts } from "#server/contracts/triage/replay-batch.ts";
import type { ReplayState } from "#server/contracts/triage/replay-outcomes.ts";

type Judged = {
  state: ReplayState;
  total: number;
  prepared: number;
  counts: ReplayCounts;
  /** Failed items of a cause that the batch did not have when it was frozen. */
  ofNewCauses: number;
  sentTwice: number;
};

const amount = (count: number): string => count.toLocaleString("en-GB");

/** The outcome of a batch in one sentence, also while it runs. Pure. */
export function verdictOf({ state, total, prepared, counts, ofNewCauses, sentTwice }: Judged): string {
  const { delivered, failedAgain, inFlight, pending } = counts;
  if (state === "draft" && prepared < total) return `Preparing: ${amount(prepared)} of ${amount(total)} checked.`;
  const left = leftOut(counts);
  if (state === "draft" || state === "awaiting_approval") {
    return `${amount(total)} selected: ${[`${amount(pending)} ready`, ...left].join(", ")}.`;
  }
  const replayed = delivered + failedAgain + inFlight;
  const causes =
    ofNewCauses === 0
      ? ""
      : ofNewCauses === failedAgain
        ? " of a new cause"
        : `, ${amount(ofNewCauses)} of them of a new cause`;
  const parts = [
    `${amount(delivered)} delivered`,
    `${amount(failedAgain)} failed again${failedAgain === 0 ? "" : causes || " of the same cause"}`,
    ...(inFlight === 0 ? [] : [`${amount(inFlight)} in flight`]),
    `${amount(sentTwice)} sent twice`,
    ...(pending === 0 ? [] : [`${amount(pending)} pending`]),
    ...left,
  ];
  return `${amount(replayed)} replayed: ${parts.join(", ")}.`;
}

/** Items that are not replayed, by reason. */
function leftOut({ alreadySent, conflict, invalid, blocked, aborted }: ReplayCounts): string[] {
  const reasons: [number, string][] = [
    [alreadySent, "already sent"],
    [conflict, "changed meanwhile"],
    [invalid, "invalid"],
    [blocked, "blocked"],
    [aborted, "not replayed"],
  ];
  return reasons.flatMap(([count, words]) => (count === 0 ? [] : [`${amount(count)} ${words}`]));
}
