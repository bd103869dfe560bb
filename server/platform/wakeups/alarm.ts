/** One sleeper's bell. A ring while nobody sleeps is kept, so that work announced meanwhile is not slept over. */
export type Alarm = {
  ring: () => void;
  /** Sleeps until rung, or for the given time, or until the signal aborts. Tells whether it was rung. */
  wait: (milliseconds: number, signal?: AbortSignal) => Promise<boolean>;
};

export function createAlarm(): Alarm {
  let rung = false;
  let awake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      awake?.();
    },
    async wait(milliseconds, signal) {
      if (!rung && !signal?.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, milliseconds);
          awake = () => {
            clearTimeout(timer);
            resolve();
          };
          signal?.addEventListener("abort", awake, { once: true });
        });
        if (awake) signal?.removeEventListener("abort", awake);
        awake = undefined;
      }
      const wasRung = rung;
      rung = false;
      return wasRung;
    },
  };
}
