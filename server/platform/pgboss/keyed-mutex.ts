/** A mutex per key: runs work of the same key one after the other, first in, first out, also after a failure. */
export function keyedMutex(): (key: string, work: () => Promise<void>) => Promise<void> {
  const last = new Map<string, Promise<void>>();
  return (key, work) => {
    const before = last.get(key);
    const mine = before ? before.then(work, work) : work();
    const end = () => {
      if (last.get(key) === mine) last.delete(key);
    };
    last.set(key, mine);
    mine.then(end, end);
    return mine;
  };
}
