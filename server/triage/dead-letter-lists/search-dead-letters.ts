import type { DeadLetterFilter, SearchScopeDto } from "#server/contracts/triage/dead-letter-filter.ts";
import { db } from "#server/platform/database/db.ts";
import { type Lookup, matchesText } from "#server/triage/dead-letter-lists/matches-text.ts";
import { countDeadLetters } from "#server/triage/dead-letter-lists/sql/count-dead-letters.ts";
import { type ListedRow, readDeadLetters } from "#server/triage/dead-letter-lists/sql/read-dead-letters.ts";
import { readScanEnd } from "#server/triage/dead-letter-lists/sql/read-scan-end.ts";
import type { Cursor } from "#server/triage/keyset/cursor.ts";
import type { KeysetQuery } from "#server/triage/keyset/keyset-query.ts";
import { scanPages } from "#server/triage/keyset/scan-pages.ts";

/** How many rows one request reads, in steps, so that the time limit seldom ends a step that was nearly done. */
const searchSteps = [500, 1_500, 3_000, 5_000, 5_000, 5_000] as const;
/** Without a text, a row costs its own columns alone. Most pages are full after the first step. */
const filterSteps = [1_000, 4_000, 15_000] as const;

type Search = {
  filter: DeadLetterFilter;
  query: KeysetQuery;
  before: Cursor | null;
  limit: number;
  lookup: Lookup;
  /** How many rows each step of this request reads. */
  steps?: readonly number[];
};
/** A page of unmasked rows: the list masks them. */
export type FoundDeadLetters = { rows: ListedRow[]; next: Cursor | null; scope: SearchScopeDto | null };

/**
 * Reads rows one by one, newest first, until the page is full, a limit is reached, or the list ends. A text is compared with
 * the masked fields, so that no search can guess a masked value. Personal fields are compared with a whole address only, for
 * callers that counted and audited the search.
 */
export async function searchDeadLetters(search: Search): Promise<FoundDeadLetters> {
  const { filter, query, before, limit, lookup } = search;
  const text = filter.q;
  const { rows, next, searched, end, milliseconds } = await scanPages<ListedRow>({
    ...{ before, limit },
    steps: search.steps ?? (text === undefined ? filterSteps : searchSteps),
    read: async (queryable, { before: after, scan, wanted }) => {
      // With a text, all rows that contain it are read: where a page ends must not reveal how many were masked away.
      const most = text === undefined ? wanted : scan;
      const read = { query, before: after, scan, limit: most, search: text === undefined ? null : { text, lookup } };
      const found = await readDeadLetters(queryable, read);
      if (most < scan && found.length >= most) return { rows: found, scanned: scan, last: null };
      const matching = text === undefined ? found : found.filter((row) => matchesText(row, text, lookup));
      return { rows: matching, ...(await readScanEnd(queryable, read)) };
    },
  });
  const counted = Object.keys(filter).every((name) => ["q", "handler", "code", "cause"].includes(name));
  return {
    ...{ rows, next },
    scope: {
      ...{ searched, complete: end === "complete", milliseconds },
      of: counted ? Math.max(searched, await countDeadLetters(db(), filter)) : null,
      payload: text !== undefined && lookup !== "shown",
    },
  };
}
