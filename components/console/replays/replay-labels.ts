import { formatAge } from "#components/format/format-age.ts";
import { formatCount, formatCounted } from "#components/format/format-count.ts";
import { formatList } from "#components/format/format-list.ts";
import type { MarkName } from "#components/marks/mark-names.ts";
import type { ReplayCounts, ReplaySummaryDto } from "#server/contracts/triage/replay-batch.ts";
import type { ItemOutcome, ReplayState } from "#server/contracts/triage/replay-outcomes.ts";

/** Fewer outcomes tell no pace. */
const leastReplayed = 10;

type Label = { mark: MarkName; word: string };

/** Icon and label of each state of a bulk replay. */
export const stateLabels: Record<ReplayState, Label> = {
  draft: { mark: "waiting", word: "Draft" },
  awaiting_approval: { mark: "waiting", word: "Needs approval" },
  running: { mark: "replaying", word: "Running" },
  paused: { mark: "paused", word: "Paused" },
  completed: { mark: "delivered", word: "Completed" },
  stopped: { mark: "dead", word: "Stopped" },
  aborted: { mark: "withdrawn", word: "Aborted" },
};

/** Icon and label of each outcome of an item. */
export const outcomeLabels: Record<ItemOutcome, Label> = {
  delivered: { mark: "delivered", word: "Delivered" },
  failedAgain: { mark: "dead", word: "Failed again" },
  inFlight: { mark: "replaying", word: "In flight" },
  pending: { mark: "waiting", word: "Not sent yet" },
  alreadySent: { mark: "skipped", word: "Already sent" },
  conflict: { mark: "skipped", word: "Changed meanwhile" },
  invalid: { mark: "skipped", word: "Invalid" },
  blocked: { mark: "skipped", word: "Blocked" },
  aborted: { mark: "withdrawn", word: "Not replayed" },
};

/** Outcomes in the order of bars and legends: settled first, then what moves, then what was left out. */
export const outcomeOrder: readonly ItemOutcome[] = [
  ...(["delivered", "failedAgain", "inFlight", "pending"] as const),
  ...(["alreadySent", "conflict", "invalid", "blocked", "aborted"] as const),
];

/** Outcomes that are always shown, also at 0. */
export const leadingOutcomes: readonly ItemOutcome[] = ["delivered", "failedAgain"];

/** Items with a final outcome. */
export const settledOf = ({ pending, inFlight, ...rest }: ReplayCounts): number =>
  Object.values(rest).reduce((sum, count) => sum + count, 0);

/** `92 of 240 settled`: progress of a bulk replay. */
export const progressText = ({ counts, total }: Pick<ReplaySummaryDto, "counts" | "total">): string =>
  `${formatCount(settledOf(counts))} of ${formatCount(total)}`;

/** Mark of a bulk replay: a completed one with failures is not a success. */
export const markOfReplay = ({ state, counts }: Pick<ReplaySummaryDto, "state" | "counts">): MarkName =>
  state === "completed" && counts.failedAgain > 0 ? "dead" : stateLabels[state].mark;

/** `Wave 3 of 25`, `Held by the circuit breaker of …`, or the state. */
export function phaseText({ state, wave, heldBy, stop }: ReplaySummaryDto): string {
  if (state === "running" && heldBy) return heldBy.words;
  if (state === "running" && wave) return `Wave ${wave.number}: ${formatCounted(wave.size, "message")}`;
  if (state === "stopped" && stop) return stop.words;
  return stateLabels[state].word;
}

type Pace = Pick<ReplaySummaryDto, "state" | "counts" | "startedAt" | "ratePerSecond">;

/** `about 2 min left` at the pace since the start, or null before there is one. */
export function timeLeftText({ state, counts, startedAt, ratePerSecond }: Pace, now: number): string | null {
  if (state !== "running" || startedAt === null) return null;
  const seconds = (now - Date.parse(startedAt)) / 1_000;
  const replayed = counts.delivered + counts.failedAgain;
  const left = counts.pending + counts.inFlight;
  if (replayed < leastReplayed || seconds < 1 || left === 0) return null;
  const atPace = (seconds * left) / replayed;
  return `about ${formatAge(Math.max(1, atPace, ratePerSecond === null ? 0 : left / ratePerSecond))} left`;
}

/** Announcement of progress for screen readers. */
export const announcementOf = (replay: ReplaySummaryDto): string => {
  const { delivered, failedAgain } = replay.counts;
  return `${replay.name}: ${progressText(replay)}, ${formatCount(delivered)} delivered, ${formatCount(failedAgain)} failed again. ${phaseText(replay)}`;
};

/** `0 %`, `1.6 %`, `100 %`. */
export const percentText = (share: number): string => `${Number((share * 100).toFixed(1))}\u00a0%`;

/** `Worked 231 of 234`: the success rate of a recipe. */
export const workedText = ({ worked, tried }: { worked: number; tried: number }): string =>
  `Worked ${formatCount(worked)} of ${formatCount(tried)}`;

/** Rate cap in words. */
export const rateText = (ratePerSecond: number | null): string =>
  ratePerSecond === null ? "No limit" : `${formatCount(ratePerSecond)} per second`;

/** Sizes of gated waves: 1, 5, 25, and so on, up to the number of messages. */
export function waveSizes(count: number): number[] {
  const sizes: number[] = [];
  for (let size = 1, left = count; left > 0; size *= 5) {
    sizes.push(Math.min(size, left));
    left -= size;
  }
  return sizes;
}

/** `First 1, then 5, 25 and 98.` */
export function wavesText(count: number): string {
  const [first = 0, ...rest] = waveSizes(count).map(formatCount);
  return rest.length === 0 ? `1 wave of ${first}.` : `First ${first}, then ${formatList(rest)}.`;
}
