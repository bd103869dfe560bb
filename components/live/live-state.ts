import { liveMs } from "#components/api/query-client.ts";

export type LiveState =
  | { kind: "live" }
  | { kind: "paused"; reason: string | null; seconds: number }
  | { kind: "reconnecting" }
  | { kind: "stale"; seconds: number };

type Reading = {
  /** When the data was last known to be true. */
  updatedAt: number;
  failing: boolean;
  now: number;
  /** How old data may be that is still called live. */
  patience?: number;
  /** Why it is held still; null where a hand did it; absent where it is not. */
  paused?: string | null | undefined;
};

/** Three missed polls. */
const pollingPatience = 3 * liveMs;
const givesUp = 10_000;

const secondsOf = (milliseconds: number) => Math.max(1, Math.round(milliseconds / 1000));

/** What may honestly be said of data that was true at `updatedAt`: live, held still, being fetched again, or so old. */
export function liveStateOf({ updatedAt, failing, now, patience = pollingPatience, paused }: Reading): LiveState {
  const age = now - updatedAt;
  if (paused !== undefined) return { kind: "paused", reason: paused, seconds: secondsOf(age) };
  if (!failing && age <= patience) return { kind: "live" };
  if (age <= givesUp) return { kind: "reconnecting" };
  return { kind: "stale", seconds: secondsOf(age) };
}
