import { percentile } from "#bench/rig/percentile.ts";

/** The 95th percentile, in milliseconds, of as many requests one after the other. Throws at an answer that is no success. */
export async function timeRequests(
  count: number,
  request: (number: number) => { url: string; headers?: Record<string, string> },
): Promise<number> {
  const seen: number[] = [];
  for (let number = 0; number < count; number += 1) {
    const { url, headers = {} } = request(number);
    const since = performance.now();
    const answer = await fetch(url, { headers });
    await answer.arrayBuffer();
    seen.push(performance.now() - since);
    if (!answer.ok) throw new Error(`${url} was answered ${answer.status}`);
  }
  return percentile(seen, 0.95);
}
