import * as z from "zod";
import type { DeadLetterFilter } from "#server/contracts/triage/dead-letter-filter.ts";
import { subjectsOfId } from "#server/delivery/messages/subject-sql.ts";
import { db } from "#server/platform/database/db.ts";
import type { Lookup } from "#server/triage/dead-letter-lists/matches-text.ts";
import { conditionsOf, deadLetterQuery, planQuery } from "#server/triage/dead-letter-lists/plan-query.ts";
import { type FoundDeadLetters, searchDeadLetters } from "#server/triage/dead-letter-lists/search-dead-letters.ts";
import { findRarest } from "#server/triage/dead-letter-lists/sql/find-rarest.ts";
import { type ListedRow, readDeadLetters } from "#server/triage/dead-letter-lists/sql/read-dead-letters.ts";
import type { Cursor } from "#server/triage/keyset/cursor.ts";
import type { KeysetQuery } from "#server/triage/keyset/keyset-query.ts";

export type FindInput = {
  filter: DeadLetterFilter;
  before: Cursor | null;
  limit: number;
  /** The fields that the text is compared with. `personal` requires that the search was counted and audited. */
  lookup: Lookup;
};

/** So many dead letters are read in a few milliseconds, whatever else is checked on them. */
const few = 1_000;

/** A page of the dead letters that match a filter, latest failure first, unmasked: the caller masks what it shows. */
export async function findDeadLetters({ filter, before, limit, lookup }: FindInput): Promise<FoundDeadLetters> {
  const byId = filter.q !== undefined && !before ? await findById(filter.q, filter, limit) : [];
  if (byId.length > 0) {
    const scope = { searched: byId.length, of: null, complete: true, payload: false, milliseconds: 0 };
    return { rows: byId, next: null, scope };
  }
  const query = planQuery(filter);
  if (filter.q !== undefined) return searchDeadLetters({ filter, query, before, limit, lookup });
  if (query.residual.length === 0) return readPage(query, before, limit);
  const rarest = await findRarest(db(), conditionsOf(filter), few);
  if (rarest) return readPage(planQuery(filter, rarest.of), before, limit);
  return searchDeadLetters({ filter, query, before, limit, lookup });
}

/** A page that an index answers, or whose rows are few enough to be checked one by one: complete, without a scan limit. */
async function readPage(query: KeysetQuery, before: Cursor | null, limit: number): Promise<FoundDeadLetters> {
  const rows = await readDeadLetters(db(), { query, limit: limit + 1, before, scan: null });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { rows: page, next: last ? { at: last.at, id: last.id } : null, scope: null };
}

/** The dead letters that a whole ID names, however old they are. */
async function findById(text: string, filter: DeadLetterFilter, limit: number): Promise<ListedRow[]> {
  const id = z.uuid().safeParse(text);
  if (!id.success) return [];
  const query = deadLetterQuery([{ text: hasId, value: id.data }], conditionsOf(filter));
  return readDeadLetters(db(), { query, limit, before: null, scan: null });
}

const hasId = (id: string) => `(id = ${id}::uuid or message_id = ${id}::uuid or subject = any(${subjectsOfId(id)}))`;
