type Part = { stop: () => Promise<unknown>; kill?: () => void };

export type Shutdown = {
  /** Aborted once stopping has begun: a start that is still running gives up. */
  signal: AbortSignal;
  /** The part that was started last is stopped first. A part that is added too late is stopped at once. */
  add: (part: Part) => Promise<void>;
  stop: () => Promise<void>;
  kill: () => void;
};

/** Tracks the running parts, so that a failed or interrupted start leaves nothing running. */
export function createShutdown(): Shutdown {
  const parts: Part[] = [];
  const aborting = new AbortController();
  let stopped: Promise<void> | undefined;

  const stopParts = async () => {
    const failures: unknown[] = [];
    for (let part = parts.pop(); part; part = parts.pop()) await part.stop().catch((error) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
  return {
    signal: aborting.signal,
    add: async (part) => {
      if (aborting.signal.aborted) await part.stop();
      else parts.push(part);
    },
    stop: () => {
      aborting.abort();
      stopped ??= stopParts();
      return stopped;
    },
    kill: () => {
      aborting.abort();
      for (const part of parts.splice(0).reverse()) part.kill?.();
    },
  };
}
