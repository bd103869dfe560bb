/** Wakes one loop. A signal while the loop is busy is kept, so that it does not sleep over new work. */
export type Wakeup = {
  signal: () => void;
  /** Waits for a signal, for the time or for the abort, whichever comes first. Returns whether it was signalled. */
  wait: (milliseconds: number, abort?: AbortSignal) => Promise<boolean>;
};

/** Creates the wake-up of one loop. It must have one waiter at a time. */
export function createWakeup(): Wakeup {
  let signalled = false;
  let resume: (() => void) | undefined;
  return {
    signal() {
      signalled = true;
      resume?.();
    },
    async wait(milliseconds, abort) {
      if (!signalled && !abort?.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, milliseconds);
          resume = () => {
            clearTimeout(timer);
            resolve();
          };
          abort?.addEventListener("abort", resume, { once: true });
        });
        if (resume) abort?.removeEventListener("abort", resume);
        resume = undefined;
      }
      const wasSignalled = signalled;
      signalled = false;
      return wasSignalled;
    },
  };
}
