import type { Queryable } from "#server/platform/database/db.ts";
import type { Cursor } from "#server/triage/dead-letter-lists/cursor.ts";
import { type DeadLetterRow, deadLetterColumns } from "#server/triage/dead-letter-lists/sql/read-dead-letters.ts";

/** A page of the dead letters of one cause, latest death first, by keyset. */
export async function readCauseLetters(
  queryable: Queryable,
  { fingerprint, limit, before }: { fingerprint: string; limit: number; before: Cursor | null },
): Promise<DeadLetterRow[]> {
  const { rows } = await queryable.query<DeadLetterRow>({
    name: before ? "read_cause_letters_before" : "read_cause_letters",
    text: `select ${deadLetterColumns}
           from delivery d join outbox_message m on m.id = d.message_id
           where d.cause = $1 and d.state = 'dead'
             ${before ? "and (d.settled_at, d.id) < ($3::timestamp at time zone 'UTC', $4::uuid)" : ""}
           order by d.settled_at desc, d.id desc limit $2`,
    values: before ? [fingerprint, limit, before.at, before.id] : [fingerprint, limit],
  });
  return rows;
}

/** Letters of a cause that were put away and still have their payload, counted to `cap` at most. */
export async function countDiscarded(queryable: Queryable, fingerprint: string, cap: number): Promise<number> {
  const { rows } = await queryable.query<{ count: number }>({
    name: "count_discarded",
    text: `select count(*)::int as count from (
             select from delivery d join outbox_message m on m.id = d.message_id
             where d.cause = $1 and d.state = 'discarded' and m.payload_purged_at is null limit $2) found`,
    values: [fingerprint, cap],
  });
  return rows[0]?.count ?? 0;
}
