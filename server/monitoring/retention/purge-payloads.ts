import type pg from "pg";
import type { Periods } from "#server/monitoring/retention/periods.ts";
import {
  emptyAuditCopies,
  emptyPayloads,
  lockPurge,
  lockRoots,
  readPage,
} from "#server/monitoring/retention/sql/purge-page.ts";
import { inTransaction } from "#server/platform/database/db.ts";
import { crashPoint } from "#server/platform/faults/crash-point.ts";
import { emptyEdits } from "#server/triage/edits/sql/payload-edits.ts";

/** Where the walk goes on; null when it has come to the end. */
export type PurgeResult = { purged: number; next: string | null };

/** Before the first message. */
export const fromTheStart = "00000000-0000-0000-0000-000000000000";

/**
 * Removes the payloads of one page of messages of which every delivery was settled longer ago than the period of its state:
 * delivered, discarded (since it was put away), withdrawn, or replayed with a newest revision that is. Never of one that is
 * open or dead, whatever its age. Row, cause, attempts and audit stay. All of a page in one transaction; where another process purges, the walk ends here.
 */
export function purgePayloads(
  pool: pg.Pool,
  input: { periods: Periods; after: string; limit?: number },
): Promise<PurgeResult> {
  const { periods, after, limit = 500 } = input;
  return inTransaction(pool, async (tx) => {
    if (!(await lockPurge(tx))) return { purged: 0, next: null };
    const { ids, lastId, ended } = await readPage(tx, { after, limit, periods });
    const next = ended ? null : lastId;
    if (ids.length === 0) return { purged: 0, next };
    await lockRoots(tx, ids);
    const purged = await emptyPayloads(tx, ids, periods);
    crashPoint("retention.mid");
    if (purged.length > 0) {
      await emptyEdits(tx, purged);
      await emptyAuditCopies(tx, purged);
    }
    return { purged: purged.length, next };
  });
}
