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

/** `next`: the cursor of the next page, or null after the last one. */
export type PurgeResult = { purged: number; next: string | null };

/** Before the first message. */
export const fromTheStart = "00000000-0000-0000-0000-000000000000";

/**
 * Empties the payloads of one page of messages whose deliveries were all settled longer ago than the period of their state.
 * Never those of open deliveries and dead letters. Row, cause, attempts and audit entries stay. One transaction per page.
 * Ends the scan where another process purges.
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
