import type { HistoryDto, HistoryRange } from "#server/contracts/history.ts";
import { getHistory } from "#server/history/get-history.ts";

const sharedMilliseconds = 1_000;
const mostKept = 100;
const shared = new Map<string, { until: number; history: Promise<HistoryDto> }>();

/** The same, read once a second however many look. A read that fails is nobody else's. */
export function shareHistory(range: HistoryRange, handler: string | null): Promise<HistoryDto> {
  const key = JSON.stringify([range, handler]);
  const known = shared.get(key);
  if (known && known.until > performance.now()) return known.history;
  if (shared.size >= mostKept) shared.clear();
  const history = getHistory(range, handler);
  shared.set(key, { until: performance.now() + sharedMilliseconds, history });
  history.catch(() => shared.delete(key));
  return history;
}
