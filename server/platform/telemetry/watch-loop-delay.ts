import { monitorEventLoopDelay } from "node:perf_hooks";

const resolutionMilliseconds = 20;
const nanoseconds = 1e9;

export type LoopDelay = {
  /** The 99th percentile in seconds since it was last asked; 0 where nothing was measured yet. */
  read: () => number;
  stop: () => void;
};

/** How late the event loop runs. Each watcher has a window of its own, which begins anew whenever it is read. */
export function watchLoopDelay(): LoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMilliseconds });
  histogram.enable();
  return {
    read() {
      // Node records the whole time between two ticks of its timer, not by how much the second was late.
      const ticked = histogram.count === 0 ? 0 : histogram.percentile(99) / nanoseconds;
      histogram.reset();
      return Math.max(0, ticked - resolutionMilliseconds / 1_000);
    },
    stop: () => void histogram.disable(),
  };
}
