import * as z from "zod";
import type { DeadLetterFilter } from "#server/contracts/triage/dead-letter-filter.ts";
import { db } from "#server/platform/database/db.ts";
import type { Cursor } from "#server/triage/dead-letter-lists/cursor.ts";
import type { Lookup } from "#server/triage/dead-letter-lists/fits-text.ts";
import { type FilterPlan, planFilter } from "#server/triage/dead-letter-lists/plan-filter.ts";
import { type FoundLetters, searchDeadLetters } from "#server/triage/dead-letter-lists/search-dead-letters.ts";
import { findRarest } from "#server/triage/dead-letter-lists/sql/find-rarest.ts";
import { type ListedRow, readDeadLetters } from "#server/triage/dead-letter-lists/sql/read-dead-letters.ts";

export type FindInput = {
  filter: DeadLetterFilter;
  before: Cursor | null;
  limit: number;
  /** The fields that the text is compared with. `personal` requires that the search was counted and audited. */
  lookup: Lookup;
};

/** So many letters are read in a few milliseconds, whatever else is asked of them. */
const few = 1_000;

/** A page of what is dead now and fits the filter, latest death first, as it is stored: whoever shows it masks it. */
export async function findDeadLetters({ filter, before, limit, lookup }: FindInput): Promise<FoundLetters> {
  const plan = planFilter(filter);
  const named = filter.q !== undefined && !before ? await findNamed(filter.q, plan, limit) : [];
  if (named.length > 0) {
    const scope = { searched: named.length, of: null, complete: true, payload: false, milliseconds: 0 };
    return { rows: named, next: null, scope };
  }
  if (filter.q !== undefined) return searchDeadLetters({ filter, plan, before, limit, lookup });
  if (plan.residual.length === 0) return readPage(plan, before, limit);
  const rarest = await findRarest(db(), [...plan.walked, ...plan.residual], few);
  if (rarest) return readPage(planFilter(filter, rarest.of), before, limit);
  return searchDeadLetters({ filter, plan, before, limit, lookup });
}

/** What an index answers, or what is few enough to be asked one by one: complete, without a bound. */
async function readPage(plan: FilterPlan, before: Cursor | null, limit: number): Promise<FoundLetters> {
  const rows = await readDeadLetters(db(), { plan, limit: limit + 1, before, walk: null });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { rows: page, next: last ? { at: last.diedAtExact, id: last.id } : null, scope: null };
}

/** A whole id that is searched for is looked up, however old its letter is. */
async function findNamed(text: string, plan: FilterPlan, limit: number): Promise<ListedRow[]> {
  const id = z.uuid().safeParse(text);
  if (!id.success) return [];
  const named = { of: "order", text: namesLetter, value: id.data.toLowerCase(), leads: true } as const;
  const residual = [...plan.walked, ...plan.residual];
  return readDeadLetters(db(), { plan: { walked: [named], residual }, limit, before: null, walk: null });
}

const namesLetter = (id: string) =>
  `(id = ${id}::uuid or message_id = ${id}::uuid or subject = 'orders/' || ${id}::text)`;
