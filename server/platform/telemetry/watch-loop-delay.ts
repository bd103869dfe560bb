import { monitorEventLoopDelay } from "node:perf_hooks";

const resolutionMilliseconds = 20;
const nanoseconds = 1e9;

export type LoopDelay = {
  /** The 99th percentile in seconds since the last read; 0 where nothing was measured yet. */
  read: () => number;
  stop: () => void;
};

/** Measures the delay of the event loop. Each watcher has its own window, which every read resets. */
export function watchLoopDelay(): LoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMilliseconds });
  histogram.enable();
  return {
    read() {
      // Node records the whole time between two ticks of its timer, not the delay of the second.
      const ticked = histogram.count === 0 ? 0 : histogram.percentile(99) / nanoseconds;
      histogram.reset();
      return Math.max(0, ticked - resolutionMilliseconds / 1_000);
    },
    stop: () => void histogram.disable(),
  };
}
