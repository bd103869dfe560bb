const first = 500;
const longest = 30_000;
const healthyAfter = 60_000;

/** The delay before the next restart: doubles from half a second to half a minute, resets after a healthy minute. */
export function createBackOff(): (livedMilliseconds: number) => number {
  let next = first;
  return (livedMilliseconds) => {
    if (livedMilliseconds >= healthyAfter) next = first;
    const delay = next;
    next = Math.min(next * 2, longest);
    return delay;
  };
}
