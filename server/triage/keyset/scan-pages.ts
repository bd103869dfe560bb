import { db, inTransaction, type Queryable } from "#server/platform/database/db.ts";
import type { Cursor } from "#server/triage/keyset/cursor.ts";
import { isCancelled, setStatementTimeout } from "#server/triage/keyset/sql/set-statement-timeout.ts";

/** How long a page may scan after its first step. It then ends with the rows that it has. */
const scanMilliseconds = 400;

/** A row of a scan: its cursor, and which row of its step it is, from 1. */
type Scanned = { id: string; at: string; place: number | null };
/** One step: the rows that match, how many rows it read, and the last of them; null where nothing was read. */
export type ScanStep<Row> = { rows: Row[]; scanned: number; last: Cursor | null };

type Scan<Row> = {
  before: Cursor | null;
  limit: number;
  /** How many rows each step reads. The first is small and always runs, so that every page advances. */
  steps: readonly number[];
  /** Reads `scan` rows after `before`; more than `wanted` matching ones are not needed. */
  read: (queryable: Queryable, step: { before: Cursor | null; scan: number; wanted: number }) => Promise<ScanStep<Row>>;
};

export type ScannedPage<Row> = {
  rows: Row[];
  next: Cursor | null;
  /** Rows read so far, from the first page on. */
  searched: number;
  /** Why the page ended: it is full, its steps or its time are used up, or the list ends. */
  end: "full" | "limit" | "complete";
  milliseconds: number;
};

/**
 * Reads rows in steps, newest first, until the page is full, the steps or the time are used up, or the list ends. The
 * cursor continues after the last row that was read.
 */
export async function scanPages<Row extends Scanned>({ before, limit, steps, read }: Scan<Row>) {
  const since = performance.now();
  let until: number | null = null;
  const found: (Row & { nth: number })[] = [];
  let at = before;
  let searched = before?.searched ?? 0;
  const page = (end: ScannedPage<Row>["end"]): ScannedPage<Row> => ({
    rows: found.slice(0, limit),
    next: end === "complete" || !at ? null : { at: at.at, id: at.id, searched },
    ...{ searched, end, milliseconds: Math.round(performance.now() - since) },
  });
  for (const scan of steps) {
    const left: number | null = until === null ? null : until - performance.now();
    if (left !== null && left < 20) break;
    const wanted = limit + 1 - found.length;
    const request = { before: at, scan, wanted };
    const step = await withTimeLimit(left, (queryable) => read(queryable, request));
    if (!step) break;
    const upTo = searched;
    found.push(...step.rows.map((row) => ({ ...row, nth: upTo + (row.place ?? 0) })));
    const last = found[limit - 1];
    if (last && found.length > limit) {
      searched = last.nth;
      at = last;
      return page("full");
    }
    searched += step.scanned;
    at = step.last ?? at;
    if (step.scanned < scan) return page("complete");
    until ??= performance.now() + scanMilliseconds;
  }
  return page("limit");
}

/** Runs `work` with a limit on each of its statements (null: none). Null where the limit ended it. */
async function withTimeLimit<T>(
  milliseconds: number | null,
  work: (queryable: Queryable) => Promise<T>,
): Promise<T | null> {
  if (milliseconds === null) return work(db());
  try {
    return await inTransaction(db(), async (tx) => {
      await setStatementTimeout(tx, milliseconds);
      return work(tx);
    });
  } catch (error) {
    if (isCancelled(error)) return null;
    throw error;
  }
}
