import type { CauseListDto, CauseTab } from "#server/contracts/triage/cause.ts";
import { db } from "#server/platform/database/db.ts";
import { decodeCauseCursor, encodeCauseCursor } from "#server/triage/causes/cause-cursor.ts";
import { capFor, describeCauses } from "#server/triage/causes/describe-causes.ts";
import { countTabs } from "#server/triage/causes/sql/count-tabs.ts";
import { readCauses } from "#server/triage/causes/sql/read-causes.ts";

/**
 * A page of the causes in a tab, most dead letters first. The cost follows the number of causes, not of dead letters. A count
 * that changes between two pages may show a cause twice or on neither.
 */
export async function listCauses(input: {
  tab: CauseTab;
  cursor?: string | null;
  limit: number;
}): Promise<CauseListDto> {
  const now = new Date();
  const after = input.cursor ? decodeCauseCursor(input.cursor) : null;
  const [found, tabs] = await Promise.all([
    readCauses(db(), { now, tab: input.tab, limit: input.limit + 1, after }),
    countTabs(db(), now),
  ]);
  const rows = found.slice(0, input.limit);
  const last = found.length > input.limit ? rows.at(-1) : undefined;
  const countOf = (tab: CauseTab) => tabs.find((counted) => counted.tab === tab);
  const causesIn = (tab: CauseTab) => countOf(tab)?.causes ?? 0;
  return {
    items: await describeCauses(rows, now, capFor(rows.length)),
    nextCursor: last
      ? encodeCauseCursor({ dead: last.dead, at: last.lastSeenExact, fingerprint: last.fingerprint })
      : null,
    counts: {
      open: causesIn("open"),
      escalating: causesIn("escalating"),
      regressed: causesIn("regressed"),
      muted: causesIn("muted"),
      resolved: causesIn("resolved"),
    },
    dead: countOf(input.tab)?.dead ?? 0,
  };
}
