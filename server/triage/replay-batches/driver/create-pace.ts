/** Replays that are queued at most, in seconds of the measured throughput: a live message waits behind no more than these. */
const queuedSeconds = 0.25;
const bounds = { first: 100, least: 25, most: 1_000 };
const sampleMilliseconds = 200;
const pauseAfterFailure = 5_000;

export type Pace = {
  /** How many items of a batch may be in flight. */
  windowOf: (id: string) => number;
  /** Notes how many items ended since the last note, and whether some are still in flight. */
  note: (id: string, ended: { settled: number; inFlight: boolean }) => void;
  /** Notes that a step of a batch failed. */
  noteFailure: (id: string) => void;
  /** Whether a step of a batch failed less than 5 s ago. */
  isPausing: (id: string) => boolean;
};

/**
 * Keeps the items in flight of each batch to what its destination delivers in a quarter of a second, so that a bulk replay
 * fills neither the queue of a slow destination nor idles before a fast one. `now` is in milliseconds.
 */
export function createPace(now: () => number = () => performance.now()): Pace {
  const known = new Map<string, { since: number; settled: number; rate: number | null }>();
  const failed = new Map<string, number>();
  return {
    noteFailure: (id) => void failed.set(id, now()),
    isPausing: (id) => now() - (failed.get(id) ?? Number.NEGATIVE_INFINITY) < pauseAfterFailure,
    windowOf(id) {
      const rate = known.get(id)?.rate ?? null;
      if (rate === null) return bounds.first;
      return Math.min(bounds.most, Math.max(bounds.least, Math.ceil(rate * queuedSeconds)));
    },
    note(id, { settled, inFlight }) {
      const at = now();
      const seen = known.get(id);
      if (!seen) {
        known.set(id, { since: at, settled: 0, rate: null });
        return;
      }
      seen.settled += settled;
      const elapsed = at - seen.since;
      if (seen.settled > 0 && elapsed >= sampleMilliseconds) {
        const measured = (seen.settled * 1_000) / elapsed;
        seen.rate = seen.rate === null ? measured : (seen.rate + measured) / 2;
        Object.assign(seen, { since: at, settled: 0 });
      }
      // Between waves nothing is in flight: that time says nothing about the destination.
      if (!inFlight) Object.assign(seen, { since: at, settled: 0 });
    },
  };
}
