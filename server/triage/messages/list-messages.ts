import type { SearchScopeDto } from "#server/contracts/triage/dead-letter-filter.ts";
import type { ExplorerFilter, ExplorerItemDto, ExplorerListDto } from "#server/contracts/triage/explorer.ts";
import { toDeliveryDto } from "#server/delivery/deliveries/to-delivery-dto.ts";
import { maskAddresses } from "#server/delivery/privacy/mask-text.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { type Cursor, decodeCursor, encodeCursor } from "#server/triage/dead-letter-lists/cursor.ts";
import { isCancelled, limitStatements } from "#server/triage/dead-letter-lists/sql/limit-statements.ts";
import { orderOf } from "#server/triage/dead-letter-lists/to-dead-letter-item.ts";
import { planWalk, type Walk } from "#server/triage/messages/plan-walk.ts";
import { findPending } from "#server/triage/messages/sql/find-pending.ts";
import { type ExploredRow, type Walked, walkDeliveries } from "#server/triage/messages/sql/walk-deliveries.ts";
import { subjectsOf } from "#server/triage/messages/subjects-of.ts";
import { maskError } from "#server/triage/privacy/mask-letter.ts";

/** How long the second look of a page may take; it ends with what the first one found, and says how far it came. */
const lookMilliseconds = 400;
/** Most pages are full after the first; the second reads the ids of as many as come in some ten milliseconds. */
const looks = [1_000, 20_000] as const;
const mostPending = 20;

type ListInput = { filter: ExplorerFilter; cursor: string | null; limit: number };

/**
 * A page of deliveries in whatever state, newest first, with what still waits in the outbox before them, masked for
 * everybody. A page looks at so many rows and no more; `scope` says how far that came, and the cursor goes on from there.
 */
export async function listMessages({ filter, cursor, limit }: ListInput): Promise<ExplorerListDto> {
  const before = cursor === null ? null : decodeCursor(cursor);
  const subjects = await subjectsOf(filter);
  const pending = before === null ? await pendingOf(filter, subjects) : [];
  if (filter.state === "pending") return { pending, items: [], nextCursor: null, scope: null };
  const { rows, next, scope } = await look(planWalk(filter, subjects), before, limit);
  return { pending, items: rows.map(toItem), nextCursor: next && encodeCursor(next), scope };
}

async function pendingOf(filter: ExplorerFilter, subjects: readonly string[] | null) {
  const { state, handler, type = null, message = null, since = null, until = null } = filter;
  if (handler !== undefined || (state !== undefined && state !== "pending")) return [];
  const rows = await findPending(db(), { type, message, subjects, since, until, limit: mostPending });
  return rows.map(({ writtenAt, nextTryAt, ...row }) => ({
    ...row,
    error: maskAddresses(row.error),
    writtenAt: writtenAt.toISOString(),
    nextTryAt: nextTryAt?.toISOString() ?? null,
  }));
}

type Found = { rows: ExploredRow[]; next: Cursor | null; scope: SearchScopeDto | null };

async function look(plan: Walk, before: Cursor | null, limit: number): Promise<Found> {
  const since = performance.now();
  const found: ExploredRow[] = [];
  const already = before?.searched ?? 0;
  let searched = already;
  let at = before;
  for (const walk of looks) {
    const step = await within(searched > already, { plan, before: at, limit: limit + 1 - found.length, walk });
    if (!step) break;
    found.push(...step.rows.map((row) => ({ ...row, place: searched + row.place })));
    const last = found[limit - 1];
    if (last && found.length > limit) {
      return { rows: found.slice(0, limit), next: { at: last.at, id: last.id, searched: last.place }, scope: null };
    }
    searched += step.walked;
    at = step.last ?? at;
    if (step.walked < walk) {
      const done = scopeOf(searched, true, since);
      return { rows: found, next: null, scope: plan.residual.length === 0 && already === 0 ? null : done };
    }
  }
  return { rows: found, next: at && { ...at, searched }, scope: scopeOf(searched, false, since) };
}

const scopeOf = (searched: number, complete: boolean, since: number): SearchScopeDto => ({
  ...{ searched, of: null, complete, payload: false },
  milliseconds: Math.round(performance.now() - since),
});

/** A look with a time limit, or null where it was not over by then. */
async function within(limited: boolean, input: Parameters<typeof walkDeliveries>[1]): Promise<Walked | null> {
  if (!limited) return walkDeliveries(db(), input);
  try {
    return await inTransaction(db(), async (tx) => {
      await limitStatements(tx, lookMilliseconds);
      return walkDeliveries(tx, input);
    });
  } catch (error) {
    if (isCancelled(error)) return null;
    throw error;
  }
}

const toItem = (row: ExploredRow): ExplorerItemDto => ({
  ...toDeliveryDto(row),
  version: row.version,
  subject: row.subject,
  orderId: orderOf(row.subject),
  error: maskError(row.error?.split("\n", 1)[0]?.slice(0, 300) ?? null, row.messageType, row.data),
  createdAt: row.createdAt.toISOString(),
});
