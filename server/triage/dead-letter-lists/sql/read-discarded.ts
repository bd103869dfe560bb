import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatementBuilder } from "#server/platform/database/define-statement.ts";
import { exactTimeOf } from "#server/platform/database/time-columns.ts";
import {
  deadLetterColumns,
  deadLetterRow,
  discardedAtOf,
} from "#server/triage/dead-letter-lists/sql/read-dead-letters.ts";
import { type Cursor, sampleCursor } from "#server/triage/keyset/cursor.ts";
import { bindValues, type KeysetQuery, selectKeyset } from "#server/triage/keyset/keyset-query.ts";

type DiscardedRead = { cause: string | undefined; before: Cursor | null; limit: number };

const queryOf = (cause: string | undefined): KeysetQuery => ({
  ...{ key: discardedAtOf("delivery"), few: null, residual: [] },
  indexed: [
    { text: () => "state = 'discarded'" },
    // `revision > 0` is always true and repeats the index over all of them; a cause has its own index.
    cause === undefined ? { text: () => "revision > 0" } : { text: (p) => `cause = ${p}`, value: cause },
  ],
});

const build = ({ cause, before, limit }: DiscardedRead) =>
  bindValues(
    (bind) => `select ${deadLetterColumns}, ${exactTimeOf(discardedAtOf("d"))} as at
      from (${selectKeyset(queryOf(cause), { columns: "*", before, limit, numbered: false }, bind)}) d
      cross join lateral (select * from outbox_message o where o.id = d.message_id limit 1) m
      order by ${discardedAtOf("d")} desc, d.id desc`,
  );

/** `at`: when it was discarded, for the cursor. */
const row = deadLetterRow.extend({ at: z.string() });
export type DiscardedRow = z.output<typeof row>;

const samples: readonly DiscardedRead[] = [
  { cause: undefined, before: null, limit: 1 },
  { cause: "x", before: sampleCursor, limit: 1 },
];
const statement = defineStatementBuilder({
  name: "read_discarded",
  text: (read: DiscardedRead) => build(read).text,
  shapes: samples,
  row,
});

/** A page of discarded deliveries, of a cause or of all, latest discard first. It reads as many index entries as rows. */
export async function readDiscarded(queryable: Queryable, read: DiscardedRead): Promise<DiscardedRow[]> {
  return statement(read).all(queryable, build(read).values);
}
