type FollowedLoop = {
  /** It went round once more. */
  turn: () => void;
  /** It is over, in order. */
  end: () => void;
};

/** A turn sleeps for a second and asks the database for twelve at most, a few times over. */
const patienceMilliseconds = 120_000;
const turnedAt = new Map<symbol, { name: string; at: number }>();

/** Follows a loop that must never stand still while the process lives. */
export function followLoop(name: string): FollowedLoop {
  const key = Symbol(name);
  return {
    turn: () => void turnedAt.set(key, { name, at: performance.now() }),
    end: () => void turnedAt.delete(key),
  };
}

/** The loops that have not gone round for two minutes. A database that is away holds none of them up: they try again. */
export const stuckLoops = (now = performance.now()): string[] =>
  [...turnedAt.values()].filter(({ at }) => now - at > patienceMilliseconds).map(({ name }) => name);
