import { setImmediate as breathe } from "node:timers/promises";
import type { KnownActor } from "#server/audit/actor.ts";
import { recordAction } from "#server/audit/record-action.ts";
import type { DeadLetterFilter } from "#server/contracts/triage/dead-letter-filter.ts";
import { maskPayload } from "#server/delivery/privacy/mask-payload.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import type { Cursor } from "#server/triage/dead-letter-lists/cursor.ts";
import { findDeadLetters } from "#server/triage/dead-letter-lists/find-dead-letters.ts";
import type { Lookup } from "#server/triage/dead-letter-lists/fits-text.ts";
import type { ListedRow } from "#server/triage/dead-letter-lists/sql/read-dead-letters.ts";
import { toDeadLetterItem } from "#server/triage/dead-letter-lists/to-dead-letter-item.ts";
import { csvLine } from "#server/triage/export/csv-line.ts";
import { maskItem } from "#server/triage/privacy/mask-letter.ts";

export const maxExported = 100_000;
const batch = 200;
/** A client that reads slowly, or a search that finds little, must not keep a statement after another for ever. */
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

/** Records that a list was exported, and gives it line by line. The entry is there before the first line. */
export async function exportDeadLetters(asked: Export): Promise<AsyncGenerator<string>> {
  const { actor, requestId, filter, format } = asked;
  // What was searched for may be somebody's address: the entry says that something was, and cannot be taken back.
  const { q, ...rest } = filter;
  const after = { format, filter: { ...rest, ...(q === undefined ? {} : { q: "(a text)" }) } };
  await inTransaction(db(), (tx) =>
    recordAction(
      tx,
      { actor, requestId },
      { action: "dead-letter.export", target: { kind: "list", id: "dead-letters" }, after },
    ),
  );
  return linesOf(asked);
}

const columns = [
  ...["id", "messageId", "messageType", "handler", "orderId", "failureCode", "cause", "attempts", "revision", "diedAt"],
  ...["createdAt", "maybeSent", "error", "payload"],
] as const;
type Exported = Record<string, unknown>;

/** Masked for everybody, as the list is: a personal look goes through the one letter and its reveal. */
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
    // A page of huge payloads is sent row by row: only one of them is ever text.
    for (const row of page.rows) yield line(toExported(row));
    written += page.rows.length;
    before = page.next;
    if (before && written >= atMost) yield cut(`Cut off after ${written} rows: there are more. Filter more closely.`);
    else if (before && performance.now() > until) yield cut(`Cut off after ${written} rows: it took too long.`);
    else continue;
    return;
  } while (before && (await breathe(true)));
}
