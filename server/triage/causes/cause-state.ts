import type { CauseState, CauseTab } from "#server/contracts/triage/cause.ts";

/** What a cause's state follows from. Times and counts are the database's. */
export type CauseFacts = {
  dead: number;
  deaths: number;
  firstSeenAt: Date;
  lastSeenAt: Date;
  resolvedAt: Date | null;
  regressedAt: Date | null;
  mutedUntil: Date | null;
  mutedUntilDeaths: number | null;
  /** Deaths of this clock hour and the one before. */
  recent: number;
  /** Deaths of the 24 hours before those two. */
  earlier: number;
};

/** The numbers of the formula, with their reasons in docs/decisions/0040-causes.md. */
export const escalation = { stillDyingMinutes: 15, fewest: 10, times: 3, recentHours: 2, earlierHours: 24 };
export const newHours = 24;

const minutes = (count: number): number => count * 60_000;

/** Set by a hand, and over by itself: at the time, or with the death that was waited for, whichever comes first. */
export function isMuted(facts: Pick<CauseFacts, "mutedUntil" | "mutedUntilDeaths" | "deaths">, now: Date): boolean {
  const { mutedUntil, mutedUntilDeaths, deaths } = facts;
  if (mutedUntil === null && mutedUntilDeaths === null) return false;
  return (mutedUntil === null || now < mutedUntil) && (mutedUntilDeaths === null || deaths < mutedUntilDeaths);
}

/** Still dying, not a handful, and three times what two hours of the day before brought. */
function isEscalating({ lastSeenAt, recent, earlier }: CauseFacts, now: Date): boolean {
  const { stillDyingMinutes, fewest, times, recentHours, earlierHours } = escalation;
  const stillDying = now.getTime() - lastSeenAt.getTime() < minutes(stillDyingMinutes);
  return stillDying && recent >= fewest && recent * earlierHours >= times * earlier * recentHours;
}

/**
 * What a cause is at a moment: the first that holds of resolved, muted, quiet (nothing of it is dead), escalating,
 * regressed, new, ongoing. server/triage/causes/sql/cause-states.ts says the same in SQL; a test compares both.
 */
export function causeState(facts: CauseFacts, now: Date): CauseState {
  if (facts.resolvedAt !== null) return "resolved";
  if (isMuted(facts, now)) return "muted";
  if (facts.dead === 0) return "quiet";
  if (isEscalating(facts, now)) return "escalating";
  if (facts.regressedAt !== null) return "regressed";
  return now.getTime() - facts.firstSeenAt.getTime() < minutes(newHours * 60) ? "new" : "ongoing";
}

/** The states that each tab shows. */
export const statesOfTab = {
  open: ["new", "ongoing", "escalating", "regressed"],
  escalating: ["escalating"],
  regressed: ["regressed", "escalating"],
  muted: ["muted"],
  resolved: ["resolved", "quiet"],
} as const satisfies Record<CauseTab, readonly CauseState[]>;

/** Whether a tab shows a cause. One that came back and escalates is in both of those tabs. */
export function isInTab(tab: CauseTab, state: CauseState, regressedAt: Date | null): boolean {
  const states: readonly CauseState[] = statesOfTab[tab];
  return states.includes(state) && (tab !== "regressed" || regressedAt !== null);
}
