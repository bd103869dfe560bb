import type { Queryable } from "#server/platform/database/db.ts";
import type { Cursor } from "#server/triage/dead-letter-lists/cursor.ts";
import type { DeadLetterRead } from "#server/triage/dead-letter-lists/sql/read-dead-letters.ts";
import { walkDeadLetters } from "#server/triage/dead-letter-lists/sql/walk-dead-letters.ts";

/** The last row that a bounded walk looks at, and how many it looks at: fewer than its bound where it comes to the end. */
export async function findEndOfWalk(
  queryable: Queryable,
  read: DeadLetterRead,
): Promise<{ last: Cursor | null; walked: number }> {
  const values: unknown[] = [];
  const walk = walkDeadLetters(read, (value) => `$${values.push(value)}`, "settled_at, id");
  const { rows } = await queryable.query<{ at: string; id: string; place: number }>({
    text: `select to_char(settled_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as at, id, place
           from (${walk}) w order by place desc limit 1`,
    values,
  });
  const [row] = rows;
  return row ? { last: { at: row.at, id: row.id }, walked: row.place } : { last: null, walked: 0 };
}
