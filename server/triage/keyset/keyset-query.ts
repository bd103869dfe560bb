import type { FilterCondition } from "#server/contracts/triage/filter-field.ts";
import { subjectOfId, subjectsOfId } from "#server/delivery/messages/subject-sql.ts";
import type { Cursor } from "#server/triage/keyset/cursor.ts";

/** A condition on a delivery. */
export type Condition = Omit<FilterCondition, "index">;

/** A list of deliveries in descending order, as its planner wants it read. */
export type KeysetQuery = {
  /** The first column of the order; the ID is always the last. Null for the ID alone. */
  key: string | null;
  /** Answered by one index, in the order of the list. */
  indexed: readonly Condition[];
  /** Finds so few rows that they are sorted instead of read in order; null for none. */
  few: Condition | null;
  /** Checked on each row that is read. */
  residual: readonly Condition[];
};

/** Takes a value of a statement and returns its placeholder. */
export type Bind = (value: unknown) => string;

/** Builds the text of a statement together with its values. */
export function bindValues(build: (bind: Bind) => string): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  return { text: build((value) => `$${values.push(value)}`), values };
}

export const conditionText = ({ text, value }: Condition, bind: Bind): string =>
  text(value === undefined ? "" : bind(value), { subjectOfId, subjectsOfId });

/** All of the conditions, as one expression. */
export const allOf = (conditions: readonly Condition[], bind: Bind): string =>
  ["true", ...conditions.map((condition) => conditionText(condition, bind))].join(" and ");

type Rows = {
  columns: string;
  before: Cursor | null;
  /** The most rows to read; null for no limit. */
  limit: number | null;
  /** Whether `place` counts the rows from 1. It is null otherwise. */
  numbered: boolean;
};

/**
 * The rows of a list after a cursor, without its residual conditions: the inner statement of every page. Its own limit is a
 * fence, so that conditions that are checked row by row never make PostgreSQL leave the index and sort.
 */
export function selectKeyset(query: KeysetQuery, { columns, before, limit, numbered }: Rows, bind: Bind): string {
  const { key, indexed, few } = query;
  const order = key === null ? "id desc" : `${key} desc, id desc`;
  const place = numbered ? `row_number() over (order by ${order})::int` : "null::int";
  // `offset 0`: PostgreSQL would rather read all deliveries backwards than sort the hundred of one customer.
  const source = few ? `(select * from delivery where ${conditionText(few, bind)} offset 0) few` : "delivery";
  const where = [allOf(indexed, bind), ...(before ? [isAfter(key, before, bind)] : [])].join(" and ");
  return `select ${columns}, ${place} as place from ${source} where ${where}
          order by ${order} ${limit === null ? "" : `limit ${bind(limit)}::int`}`;
}

function isAfter(key: string | null, { at, id }: Cursor, bind: Bind): string {
  if (key === null) return `id < ${bind(id)}::uuid`;
  return `(${key}, id) < (${bind(at)}::timestamp at time zone 'UTC', ${bind(id)}::uuid)`;
}
