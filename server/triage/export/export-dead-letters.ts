import { setImmediate as breathe } from "node:timers/promises";
import type { KnownActor } from "#server/audit/actor.ts";
import { recordAction } from "#server/audit/record-action.ts";
import { subjectFieldNames } from "#server/contracts/delivery/subject-fields.ts";
import type { DeadLetterFilter } from "#server/contracts/triage/dead-letter-filter.ts";
import { maskPayload } from "#server/delivery/privacy/mask-payload.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { findDeadLetters } from "#server/triage/dead-letter-lists/find-dead-letters.ts";
import type { Lookup } from "#server/triage/dead-letter-lists/matches-text.ts";
import type { ListedRow } from "#server/triage/dead-letter-lists/sql/read-dead-letters.ts";
import { toDeadLetterItem } from "#server/triage/dead-letter-lists/to-dead-letter-item.ts";
import { csvLine } from "#server/triage/export/csv-line.ts";
import type { Cursor } from "#server/triage/keyset/cursor.ts";
import { maskItem } from "#server/triage/privacy/mask-dead-letter.ts";

export const maxExported = 100_000;
const batch = 200;
/** Ends an export for a client that reads slowly, or a search that finds little. */
const maxMilliseconds = 5 * 60_000;

type Export = {
  filter: DeadLetterFilter;
  format: "csv" | "jsonl";
  lookup: Lookup;
  actor: KnownActor;
  requestId: string | null;
  signal: AbortSignal;
  atMost?: number;
};

/** Audits an export, then returns its lines. */
export async function exportDeadLetters(input: Export): Promise<AsyncGenerator<string>> {
  const { actor, requestId, filter, format } = input;
  // The text may be a person's address, and an audit entry cannot be changed: only its presence is recorded.
  const { q, ...rest } = filter;
  const after = { format, filter: { ...rest, ...(q === undefined ? {} : { q: "(a text)" }) } };
  await inTransaction(db(), (tx) =>
    recordAction(
      tx,
      { actor, requestId },
      { action: "dead-letter.export", target: { kind: "list", id: "dead-letters" }, after },
    ),
  );
  return linesOf(input);
}

const columns = [
  ...(["id", "messageId", "messageType", "handler", ...subjectFieldNames, "failureCode", "cause", "attempts"] as const),
  ...(["revision", "diedAt", "createdAt", "maybeSent", "error", "payload"] as const),
];
type Exported = Record<string, unknown>;

/** Masked for every role, as the list is. Personal data is revealed on one dead letter at a time. */
function toExported(row: ListedRow): Exported {
  const item = maskItem(toDeadLetterItem(row), row.data);
  const shown: Exported = { ...item, cause: row.cause, payload: maskPayload(row.messageType, row.data).data };
  return Object.fromEntries(columns.map((name) => [name, shown[name] ?? null]));
}

async function* linesOf({ filter, format, lookup, signal, atMost = maxExported }: Export): AsyncGenerator<string> {
  const line = (row: Exported) =>
    format === "csv" ? csvLine(columns.map((name) => row[name])) : `${JSON.stringify(row)}\n`;
  const cut = (why: string) => (format === "csv" ? csvLine([why]) : `${JSON.stringify({ cutOff: why })}\n`);
  const until = performance.now() + maxMilliseconds;
  if (format === "csv") yield csvLine(columns);
  let before: Cursor | null = null;
  let written = 0;
  do {
    if (signal.aborted) return;
    const page = await findDeadLetters({ filter, before, limit: Math.min(batch, atMost - written), lookup });
    // Row by row, so that only one payload of a page is a text at a time.
    for (const row of page.rows) yield line(toExported(row));
    written += page.rows.length;
    before = page.next;
    if (before && written >= atMost) yield cut(`Cut off after ${written} rows: there are more. Narrow the filter.`);
    else if (before && performance.now() > until)
      yield cut(`Cut off after ${written} rows: the time limit was reached.`);
    else continue;
    return;
  } while (before && (await breathe(true)));
}
