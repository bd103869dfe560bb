import { setTimeout as delay } from "node:timers/promises";

/** Returns a wait that concurrent callers share: it begins with the first and ends for all of them at once. */
export function sharedDelay(milliseconds: number): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= delay(milliseconds).then(() => {
      running = undefined;
    });
    return running;
  };
}
