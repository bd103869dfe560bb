const first = 500;
const longest = 30_000;
const healthyAfter = 60_000;

/** How long to wait before the next restart: doubles from half a second to half a minute, forgets after a good minute. */
export function createBackOff(): (livedMilliseconds: number) => number {
  let next = first;
  return (livedMilliseconds) => {
    if (livedMilliseconds >= healthyAfter) next = first;
    const delay = next;
    next = Math.min(next * 2, longest);
    return delay;
  };
}
