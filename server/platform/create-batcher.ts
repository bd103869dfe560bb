type Waiting<In, Out> = { item: In; resolve: (result: Out) => void; reject: (error: unknown) => void };

/**
 * Group commit: items that arrive while earlier batches are running form the next batch, of `most` items at most and without
 * two of the same `key`. There is no timer: a lone item starts at the end of this turn of the event loop. If a batch of
 * several fails, `alone` runs each item by itself, unless `when` says that the error must not be repeated.
 */
export function createBatcher<In, Out>(options: {
  most: number;
  /** Concurrent batches: one that waits for a lock delays only its own items. */
  lanes: number;
  key: (item: In) => string;
  /** Returns the results in the order of the items. */
  run: (items: In[]) => Promise<Out[]>;
  alone?: { when?: (error: unknown) => boolean; run: (item: In) => Promise<Out> };
}): (item: In) => Promise<Out> {
  const { most, lanes, key, run, alone } = options;
  let queue: Waiting<In, Out>[] = [];
  let running = 0;
  let scheduled = false;

  const takeBatch = (): Waiting<In, Out>[] => {
    const keys = new Set<string>();
    const batch: Waiting<In, Out>[] = [];
    const later: Waiting<In, Out>[] = [];
    for (const waiting of queue) {
      const name = key(waiting.item);
      if (batch.length === most || keys.has(name)) later.push(waiting);
      else {
        keys.add(name);
        batch.push(waiting);
      }
    }
    queue = later;
    return batch;
  };

  const settle = async (batch: Waiting<In, Out>[]): Promise<void> => {
    try {
      const results = await run(batch.map(({ item }) => item));
      if (results.length !== batch.length)
        throw new Error("a batch returned another number of results than it has items");
      for (const [place, result] of results.entries()) batch[place]?.resolve(result);
    } catch (error) {
      if (!alone || batch.length === 1 || alone.when?.(error) === false) {
        for (const { reject } of batch) reject(error);
      } else {
        await Promise.all(batch.map(({ item, resolve, reject }) => alone.run(item).then(resolve, reject)));
      }
    }
  };

  const flush = () => {
    scheduled = false;
    while (queue.length > 0 && running < lanes) {
      running += 1;
      settle(takeBatch()).finally(() => {
        running -= 1;
        schedule();
      });
    }
  };
  const schedule = () => {
    if (scheduled || queue.length === 0 || running === lanes) return;
    scheduled = true;
    setImmediate(flush);
  };

  return (item) =>
    new Promise<Out>((resolve, reject) => {
      queue.push({ item, resolve, reject });
      schedule();
    });
}
