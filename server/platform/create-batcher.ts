type Waiting<In, Out> = { item: In; resolve: (result: Out) => void; reject: (error: unknown) => void };

/**
 * Group commit: what comes while earlier batches are under way leaves together in the next one, at most `most` at a time,
 * never two of the same `key` in one batch. Nothing waits for a clock: a lone item leaves at the end of this turn of the
 * event loop. Where a batch of several fails, `alone` (if given) tries each of its items by itself, unless
 * `when` says that the failure leaves no room for a second try.
 */
export function createBatcher<In, Out>(options: {
  most: number;
  /** Batches under way at once: one that is held up by a lock delays only its own items. */
  lanes: number;
  key: (item: In) => string;
  /** Answers in the order of the items. */
  run: (items: In[]) => Promise<Out[]>;
  alone?: { when?: (error: unknown) => boolean; run: (item: In) => Promise<Out> };
}): (item: In) => Promise<Out> {
  const { most, lanes, key, run, alone } = options;
  let queue: Waiting<In, Out>[] = [];
  let underWay = 0;
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
      if (results.length !== batch.length) throw new Error("a batch answered for another number of items");
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
    while (queue.length > 0 && underWay < lanes) {
      underWay += 1;
      settle(takeBatch()).finally(() => {
        underWay -= 1;
        schedule();
      });
    }
  };
  const schedule = () => {
    if (scheduled || queue.length === 0 || underWay === lanes) return;
    scheduled = true;
    setImmediate(flush);
  };

  return (item) =>
    new Promise<Out>((resolve, reject) => {
      queue.push({ item, resolve, reject });
      schedule();
    });
}
