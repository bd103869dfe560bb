import type { Queryable } from "#server/platform/database/db.ts";
import type { Cursor } from "#server/triage/dead-letter-lists/cursor.ts";
import {
  type DeadLetterRow,
  deadLetterColumns,
  putAwayAt,
} from "#server/triage/dead-letter-lists/sql/read-dead-letters.ts";

/** `putAwayExact`: in UTC to the microsecond, for the cursor. */
export type DiscardedRow = DeadLetterRow & { putAwayExact: string };

type DiscardedRead = { cause: string | undefined; before: Cursor | null; limit: number };

/** A page of what was put away, of a cause or of all, latest discard first: a walk over as many entries as it has rows. */
export async function readDiscarded(
  queryable: Queryable,
  { cause, before, limit }: DiscardedRead,
): Promise<DiscardedRow[]> {
  const values: unknown[] = [];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  // Always true, and the words of the index over all of them: one cause has its own.
  const of = cause === undefined ? "w.revision > 0" : `w.cause = ${parameter(cause)}`;
  const conditions = ["w.state = 'discarded'", of];
  if (before) {
    conditions.push(
      `(${putAwayAt("w")}, w.id) < (${parameter(before.at)}::timestamp at time zone 'UTC', ${parameter(before.id)}::uuid)`,
    );
  }
  const { rows } = await queryable.query<DiscardedRow>({
    text: `select ${deadLetterColumns},
                  to_char(${putAwayAt("d")} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as "putAwayExact"
           from (select w.* from delivery w where ${conditions.join(" and ")}
                 order by ${putAwayAt("w")} desc, w.id desc limit ${parameter(limit)}) d
           cross join lateral (select * from outbox_message o where o.id = d.message_id limit 1) m
           order by ${putAwayAt("d")} desc, d.id desc`,
    values,
  });
  return rows;
}
