type FollowedLoop = {
  /** Records one iteration. */
  turn: () => void;
  /** Ends the watch: the loop has ended normally. */
  end: () => void;
};

/** An iteration sleeps for a second and waits for a few statements of up to 12 s each. */
const patienceMilliseconds = 120_000;
const turnedAt = new Map<symbol, { name: string; at: number }>();

/** Watches a loop that must never hang while the process lives. */
export function followLoop(name: string): FollowedLoop {
  const key = Symbol(name);
  return {
    turn: () => void turnedAt.set(key, { name, at: performance.now() }),
    end: () => void turnedAt.delete(key),
  };
}

/** The loops without an iteration for two minutes. They retry while the database is down, so that an outage hangs none. */
export const stuckLoops = (now = performance.now()): string[] =>
  [...turnedAt.values()].filter(({ at }) => now - at > patienceMilliseconds).map(({ name }) => name);
