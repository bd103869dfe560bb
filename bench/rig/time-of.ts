/** The rate per second of a count in so many milliseconds. */
export const perSecond = (count: number, milliseconds: number): number => (count * 1_000) / milliseconds;

/** Milliseconds that `work` took. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}
