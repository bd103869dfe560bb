import type { HistoryDto, HistoryRange } from "#server/contracts/history.ts";
import { getHistory } from "#server/history/get-history.ts";

/** With the second that a browser waits between two questions, an answer is shown within two. */
const sharedMilliseconds = 500;
const mostKept = 100;
const shared = new Map<string, { until: number; history: Promise<HistoryDto> }>();

/**
 * The same, read twice a second at most however many look, one read at a time: what takes long stands twice as long again, so that
 * a slow database is not asked all the time. A read that fails is nobody else's.
 */
export function shareHistory(range: HistoryRange, handler: string | null): Promise<HistoryDto> {
  const key = JSON.stringify([range, handler]);
  const known = shared.get(key);
  if (known && known.until > performance.now()) return known.history;
  if (shared.size >= mostKept) shared.clear();
  const begunAt = performance.now();
  const read = { until: Number.POSITIVE_INFINITY, history: getHistory(range, handler) };
  shared.set(key, read);
  read.history.then(
    () => {
      const now = performance.now();
      read.until = Math.max(begunAt + sharedMilliseconds, now + 2 * (now - begunAt));
    },
    () => shared.delete(key),
  );
  return read.history;
}
