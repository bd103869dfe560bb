import type { DeadLetterFilter, SearchScopeDto } from "#server/contracts/triage/dead-letter-filter.ts";
import { db, inTransaction, type Queryable } from "#server/platform/database/db.ts";
import type { Cursor } from "#server/triage/dead-letter-lists/cursor.ts";
import { fitsText, type Lookup } from "#server/triage/dead-letter-lists/fits-text.ts";
import type { FilterPlan } from "#server/triage/dead-letter-lists/plan-filter.ts";
import { countDeadLetters } from "#server/triage/dead-letter-lists/sql/count-dead-letters.ts";
import { findEndOfWalk } from "#server/triage/dead-letter-lists/sql/find-end-of-walk.ts";
import { isCancelled, limitStatements } from "#server/triage/dead-letter-lists/sql/limit-statements.ts";
import {
  type DeadLetterRead,
  type ListedRow,
  readDeadLetters,
} from "#server/triage/dead-letter-lists/sql/read-dead-letters.ts";

/** How long a search may take; it ends with what it has, and says how far it came. */
export const searchMilliseconds = 400;
/** What one request looks at, in steps, so that the deadline seldom ends a step that was nearly done. */
const searchSteps = [500, 1_500, 3_000, 5_000, 5_000, 5_000] as const;
/** Without a text to look for, a row costs its own columns alone. Most pages are full after the first step. */
const filterSteps = [1_000, 4_000, 15_000] as const;

type Search = {
  filter: DeadLetterFilter;
  plan: FilterPlan;
  before: Cursor | null;
  limit: number;
  lookup: Lookup;
  /** How many rows each step of this request looks at. */
  steps?: readonly number[];
};
/** A page as it is stored: the list masks it. */
export type FoundLetters = { rows: ListedRow[]; next: Cursor | null; scope: SearchScopeDto | null };

/**
 * Looks at rows one by one, newest first, until the page is full, the bound or the deadline is reached, or there are no more.
 * A text is compared with what is shown, masked as it is: nothing masked can be guessed by whether it is found. Personal
 * fields are compared with a whole address alone, by callers that counted and audited it.
 */
export async function searchDeadLetters(search: Search): Promise<FoundLetters> {
  const { filter, plan, before, limit, lookup } = search;
  const since = performance.now();
  const left = () => searchMilliseconds - (performance.now() - since);
  const text = filter.q;
  const already = before?.searched ?? 0;
  const found: (ListedRow & { nth: number })[] = [];
  let at = before;
  let searched = already;
  let complete = false;
  for (const walk of search.steps ?? (text === undefined ? filterSteps : searchSteps)) {
    // The first step is small and always taken: a search that looked at nothing could not go on.
    if (searched > already && left() < 20) break;
    const read: DeadLetterRead = {
      ...{ plan, before: at, walk },
      search: text === undefined ? null : { text, lookup },
      // All that the text may be in: how many were masked away must not be told by where a page ends.
      limit: text === undefined ? limit + 1 - found.length : walk,
    };
    const step = await stepWithin(read, searched > already ? left() : null);
    if (!step) break;
    const shown = text === undefined ? step.rows : step.rows.filter((row) => fitsText(row, text, lookup));
    const upTo = searched;
    found.push(...shown.map((row) => ({ ...row, nth: upTo + (row.place ?? 0) })));
    const last = found[limit - 1];
    if (last && found.length > limit) {
      searched = last.nth;
      at = { at: last.diedAtExact, id: last.id };
      break;
    }
    searched += step.walked;
    at = step.last ?? at;
    if (step.walked < walk) {
      complete = true;
      break;
    }
  }
  const counted = Object.keys(filter).every((name) => ["q", "handler", "code", "cause"].includes(name));
  return {
    rows: found.slice(0, limit),
    next: complete || !at ? null : { ...at, searched },
    scope: {
      searched,
      of: counted ? Math.max(searched, await countDeadLetters(db(), filter)) : null,
      complete,
      payload: text !== undefined && lookup !== "shown",
      milliseconds: Math.round(performance.now() - since),
    },
  };
}

type Step = { rows: ListedRow[]; last: Cursor | null; walked: number };

/** One step of the walk, or null where the deadline ended it. */
async function stepWithin(read: DeadLetterRead, milliseconds: number | null): Promise<Step | null> {
  const step = async (queryable: Queryable): Promise<Step> => {
    const rows = await readDeadLetters(queryable, read);
    // A page that is full goes on from its own last row. (Where all that is walked is read, some of it may be masked away.)
    const walk = read.walk ?? 0;
    if (read.limit < walk && rows.length >= read.limit) return { rows, last: null, walked: walk };
    return { rows, ...(await findEndOfWalk(queryable, read)) };
  };
  if (milliseconds === null) return step(db());
  try {
    return await inTransaction(db(), async (tx) => {
      await limitStatements(tx, milliseconds);
      return step(tx);
    });
  } catch (error) {
    if (isCancelled(error)) return null;
    throw error;
  }
}
