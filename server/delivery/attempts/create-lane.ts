/**
 * Starts what it is given one after the other: the next when the one before it has ended, however that was, or has had
 * its head start.
 */
export function createLane(headStartMilliseconds: number): (work: () => Promise<void>) => Promise<void> {
  let free: Promise<void> = Promise.resolve();
  return (work) => {
    const done = free.then(work);
    free = free.then(
      () =>
        new Promise((resolve) => {
          const timer = setTimeout(resolve, headStartMilliseconds);
          const end = () => {
            clearTimeout(timer);
            resolve();
          };
          done.then(end, end);
        }),
    );
    return done;
  };
}
