/**
 * Returns a wait that concurrent callers share: it begins with the first and ends for all of them after `milliseconds`, or
 * with the `most`th caller.
 */
export function sharedDelay(milliseconds: number, most: number): () => Promise<void> {
  let running: { callers: number; ended: Promise<void>; end: () => void } | undefined;
  const begin = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = () => {
      clearTimeout(timer);
      running = undefined;
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    return { callers: 0, ended: promise, end };
  };
  return () => {
    running ??= begin();
    const { ended, end } = running;
    running.callers += 1;
    if (running.callers >= most) end();
    return ended;
  };
}
