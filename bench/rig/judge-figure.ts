/** The figures of one benchmark: `ours` round by round, and the baseline of the same rounds. */
export type Measured = {
  id: string;
  what: string;
  unit: string;
  ours: readonly number[];
  baseline?: readonly number[];
  goal?: Goal;
};

/** A goal for the ratio to the baseline, or for the figure itself without a baseline. */
type Goal = { of: "ratio" | "ours"; atLeast?: number; atMost?: number; aim: string };

export type Figure = {
  id: string;
  what: string;
  unit: string;
  ours: number;
  baseline: number | null;
  ratio: number | null;
  /** Of the ratios of all rounds, or of ours where there is no baseline. */
  spread: { from: number; to: number };
  rounds: number;
  reach: string | null;
  aim: string | null;
  /** Null without a goal. */
  held: boolean | null;
};

export function median(numbers: readonly number[]): number {
  if (numbers.length === 0) throw new Error("nothing was measured");
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

export const spreadOf = (numbers: readonly number[]) => ({ from: Math.min(...numbers), to: Math.max(...numbers) });

/**
 * The ratio is the median of each round's own ratio: a slow machine affects both sides of a round.
 * Throws if a round is missing on one side: a ratio over unequal rounds is meaningless.
 */
export function judgeFigure({ id, what, unit, ours, baseline, goal }: Measured): Figure {
  if (baseline && baseline.length !== ours.length) {
    throw new Error(`${id}: ${ours.length} rounds of ours, ${baseline.length} of the baseline`);
  }
  const ratios = baseline?.map((value, round) => (ours[round] ?? Number.NaN) / value);
  const ratio = ratios ? median(ratios) : null;
  const judged = goal?.of === "ours" ? median(ours) : ratio;
  return {
    ...{ id, what, unit },
    ours: median(ours),
    baseline: baseline ? median(baseline) : null,
    ratio,
    spread: spreadOf(goal?.of === "ours" ? ours : (ratios ?? ours)),
    rounds: ours.length,
    reach: goal ? wordsOf(goal) : null,
    aim: goal?.aim ?? null,
    held: goal ? judged !== null && holds(goal, judged) : null,
  };
}

/** NaN never passes, because every comparison with it is false. */
const holds = ({ atLeast, atMost }: Goal, value: number): boolean =>
  (atLeast === undefined || value >= atLeast) &&
  (atMost === undefined || value <= atMost) &&
  (atLeast !== undefined || atMost !== undefined);

const wordsOf = ({ atLeast, atMost }: Goal): string =>
  [atLeast === undefined ? "" : `≥ ${atLeast}`, atMost === undefined ? "" : `≤ ${atMost}`].filter(Boolean).join(", ");
