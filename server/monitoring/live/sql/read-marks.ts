import type { Queryable } from "#server/platform/database/db.ts";

/** What tells that a list has changed. Both are read from an index: the dead ones' own, and the audit's primary key. */
export async function readMarks(queryable: Queryable): Promise<{ deadLetters: string; audit: string }> {
  const { rows } = await queryable.query<{ deadLetters: string; audit: string }>({
    name: "read_live_marks",
    text: `select (select count(*) || '-' || coalesce(extract(epoch from max(settled_at)), 0)
                   from delivery where state = 'dead') as "deadLetters",
                  (select coalesce(max(seq), 0)::text from audit_entry) as audit`,
  });
  const [row] = rows;
  if (!row) throw new Error("a count returned no row");
  return row;
}
