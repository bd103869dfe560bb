import { liveMs } from "#components/api/query-client.ts";

export type LiveState =
  | { kind: "live" }
  | { kind: "paused"; reason: string | null; seconds: number }
  | { kind: "reconnecting" }
  | { kind: "stale"; seconds: number };

type Reading = {
  /** Time of the last successful update. */
  updatedAt: number;
  failing: boolean;
  now: number;
  /** Maximum age of live data, in milliseconds. */
  patience?: number;
  /** Reason of the pause; null if the user paused; absent if not paused. */
  paused?: string | null | undefined;
};

/** Three missed polls, in milliseconds. */
const pollingPatience = 3 * liveMs;
const givesUp = 10_000;

const secondsOf = (milliseconds: number) => Math.max(1, Math.round(milliseconds / 1000));

/** State of data last updated at `updatedAt`: live, paused, reconnecting or stale. */
export function liveStateOf({ updatedAt, failing, now, patience = pollingPatience, paused }: Reading): LiveState {
  const age = now - updatedAt;
  if (paused !== undefined) return { kind: "paused", reason: paused, seconds: secondsOf(age) };
  if (!failing && age <= patience) return { kind: "live" };
  if (age <= givesUp) return { kind: "reconnecting" };
  return { kind: "stale", seconds: secondsOf(age) };
}
