import { liveMs } from "#components/live/query-client.ts";

export type LiveState = { kind: "live" } | { kind: "reconnecting" } | { kind: "stale"; seconds: number };

type Reading = { updatedAt: number; failing: boolean; now: number };

const patience = 3 * liveMs;
const givesUp = 10_000;

/** What may honestly be said of data that was read at `updatedAt`: live, being fetched again, or so many seconds old. */
export function liveStateOf({ updatedAt, failing, now }: Reading): LiveState {
  const age = now - updatedAt;
  if (!failing && age <= patience) return { kind: "live" };
  if (failing && age <= givesUp) return { kind: "reconnecting" };
  return { kind: "stale", seconds: Math.max(1, Math.round(age / 1000)) };
}
