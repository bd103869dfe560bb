import type { ExplorerItemDto, ExplorerListDto } from "#server/contracts/triage/explorer.ts";
import type { ExplorerFilter } from "#server/contracts/triage/explorer-filter.ts";
import { toDeliveryDto } from "#server/delivery/deliveries/to-delivery-dto.ts";
import { toSubjectFields } from "#server/delivery/messages/read-subject.ts";
import { maskAddresses } from "#server/delivery/privacy/mask-text.ts";
import { db } from "#server/platform/database/db.ts";
import { isoTimes } from "#server/platform/database/row-of-dto.ts";
import { decodeCursor, encodeCursor } from "#server/triage/keyset/cursor.ts";
import { scanPages } from "#server/triage/keyset/scan-pages.ts";
import { findSubjects } from "#server/triage/messages/find-subjects.ts";
import { planPending, planQuery } from "#server/triage/messages/plan-query.ts";
import { findPending } from "#server/triage/messages/sql/find-pending.ts";
import { type ExploredRow, scanDeliveries } from "#server/triage/messages/sql/scan-deliveries.ts";
import { maskError } from "#server/triage/privacy/mask-dead-letter.ts";

/** Most pages are full after the first step; the second scans IDs for some ten milliseconds. */
const steps = [1_000, 20_000] as const;
const mostPending = 20;

type ListInput = { filter: ExplorerFilter; cursor: string | null; limit: number };

/**
 * A page of deliveries in any state, newest first, masked, after the messages that are still in the outbox. A page scans a
 * limited number of rows: `scope` says how many, and the cursor continues there.
 */
export async function listMessages({ filter, cursor, limit }: ListInput): Promise<ExplorerListDto> {
  const before = cursor === null ? null : decodeCursor(cursor);
  const subjects = await findSubjects(filter);
  const pending = before === null ? await pendingOf(filter, subjects) : [];
  if (filter.state === "pending") return { pending, items: [], nextCursor: null, scope: null };
  const query = planQuery(filter, subjects);
  const { rows, next, searched, end, milliseconds } = await scanPages<ExploredRow>({
    ...{ before, limit, steps },
    read: (queryable, { before: after, scan, wanted }) =>
      scanDeliveries(queryable, { query, before: after, limit: wanted, scan }),
  });
  const complete = end === "complete";
  const wholeList = complete && query.residual.length === 0 && !before?.searched;
  return {
    pending,
    items: rows.map(toItem),
    nextCursor: next && encodeCursor(next),
    scope: end === "full" || wholeList ? null : { searched, of: null, complete, payload: false, milliseconds },
  };
}

async function pendingOf(filter: ExplorerFilter, subjects: readonly string[] | null) {
  const conditions = planPending(filter, subjects);
  if (conditions === null) return [];
  const rows = await findPending(db(), { conditions, limit: mostPending });
  return rows.map((row) => ({ ...isoTimes(row), error: maskAddresses(row.error) }));
}

const toItem = (row: ExploredRow): ExplorerItemDto => ({
  ...toDeliveryDto(row),
  version: row.version,
  subject: row.subject,
  ...toSubjectFields(row.subject),
  error: maskError(row.error?.split("\n", 1)[0]?.slice(0, 300) ?? null, row.messageType, row.data),
  createdAt: row.createdAt.toISOString(),
});
