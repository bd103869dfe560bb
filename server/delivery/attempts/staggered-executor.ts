/** Starts work one after the other: the next when the previous one has ended or its head start is over. */
export function staggeredExecutor(headStartMilliseconds: number): (work: () => Promise<void>) => Promise<void> {
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
