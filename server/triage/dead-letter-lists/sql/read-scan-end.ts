import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatementBuilder } from "#server/platform/database/define-statement.ts";
import { exactTimeOf } from "#server/platform/database/time-columns.ts";
import { type DeadLetterRead, sampleReads } from "#server/triage/dead-letter-lists/sql/read-dead-letters.ts";
import type { Cursor } from "#server/triage/keyset/cursor.ts";
import { bindValues, selectKeyset } from "#server/triage/keyset/keyset-query.ts";

const build = ({ query, before, scan }: DeadLetterRead) =>
  bindValues(
    (bind) => `select ${exactTimeOf("settled_at")} as at, id, place
      from (${selectKeyset(query, { columns: "settled_at, id", before, limit: scan, numbered: true }, bind)}) w
      order by place desc limit 1`,
  );

const statement = defineStatementBuilder({
  name: "read_scan_end",
  text: (read: DeadLetterRead) => build(read).text,
  shapes: sampleReads,
  row: z.object({ at: z.string(), id: z.uuid(), place: z.int() }),
});

/** The last row that a limited scan reads, and how many rows it reads: fewer than its limit where the list ends. */
export async function readScanEnd(
  queryable: Queryable,
  read: DeadLetterRead,
): Promise<{ last: Cursor | null; scanned: number }> {
  const row = await statement(read).maybeOne(queryable, build(read).values);
  return row ? { last: { at: row.at, id: row.id }, scanned: row.place } : { last: null, scanned: 0 };
}
