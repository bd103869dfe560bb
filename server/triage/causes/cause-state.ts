import type { CauseState, CauseTab } from "#server/contracts/triage/cause.ts";

/** The facts that the state of a cause follows from. Times and counts are the database's. */
export type CauseFacts = {
  dead: number;
  deaths: number;
  firstSeenAt: Date;
  lastSeenAt: Date;
  resolvedAt: Date | null;
  regressedAt: Date | null;
  mutedUntil: Date | null;
  mutedUntilDeaths: number | null;
  /** New dead letters of this clock hour and the one before. */
  recent: number;
  /** New dead letters of the 24 hours before those two. */
  earlier: number;
};

/** The thresholds of `isEscalating`. docs/decisions/0040-causes.md has the reasons. */
export const escalation = { recentMinutes: 15, fewest: 10, times: 3, recentHours: 2, earlierHours: 24 };
export const newHours = 24;

const minutes = (count: number): number => count * 60_000;

/** Whether a mute is active. It ends at its time or with its number of dead letters, whichever comes first. */
export function isMuted(facts: Pick<CauseFacts, "mutedUntil" | "mutedUntilDeaths" | "deaths">, now: Date): boolean {
  const { mutedUntil, mutedUntilDeaths, deaths } = facts;
  if (mutedUntil === null && mutedUntilDeaths === null) return false;
  return (mutedUntil === null || now < mutedUntil) && (mutedUntilDeaths === null || deaths < mutedUntilDeaths);
}

/** Whether a cause escalates: it has a recent dead letter, enough of them, and three times the rate of the day before. */
function isEscalating({ lastSeenAt, recent, earlier }: CauseFacts, now: Date): boolean {
  const { recentMinutes, fewest, times, recentHours, earlierHours } = escalation;
  const isRecent = now.getTime() - lastSeenAt.getTime() < minutes(recentMinutes);
  return isRecent && recent >= fewest && recent * earlierHours >= times * earlier * recentHours;
}

/**
 * The state of a cause at a time, the first that applies of: resolved, muted, quiet (no dead letters), escalating, regressed,
 * new, ongoing. server/triage/causes/sql/cause-states.ts has the same rules in SQL. A test compares both.
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

/** Whether a tab shows a cause. A regressed cause that escalates is in both of those tabs. */
export function isInTab(tab: CauseTab, state: CauseState, regressedAt: Date | null): boolean {
  const states: readonly CauseState[] = statesOfTab[tab];
  return states.includes(state) && (tab !== "regressed" || regressedAt !== null);
}
