import { setImmediate as breathe } from "node:timers/promises";
import type { KnownActor } from "#server/audit/actor.ts";
import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import { subjectFieldNames } from "#server/contracts/delivery/subject-fields.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { NotFoundError } from "#server/platform/errors.ts";
import { csvLine } from "#server/triage/export/csv-line.ts";
import { toItemDto } from "#server/triage/replay-batches/list-items.ts";
import { readBatch } from "#server/triage/replay-batches/sql/read-batches.ts";
import { readItemPage } from "#server/triage/replay-batches/sql/read-items.ts";

const page = 500;
const columns = [
  ...(["number", "id", "subject"] as const),
  ...subjectFieldNames,
  ...(["handler", "messageType", "outcome", "change", "wave", "newId", "attempts", "detail"] as const),
  ...(["failureCode", "error", "failureCause", "changedBy", "changedAt", "blockedBy", "settledAt"] as const),
];

type Export = AuditContext & { actor: KnownActor; id: string; format: "csv" | "jsonl"; signal: AbortSignal };

/** Audits the export of a receipt, then returns its lines: every item with its outcome, masked. Throws 404. */
export async function exportItems(input: Export): Promise<AsyncGenerator<string>> {
  const { id, format } = input;
  await inTransaction(db(), async (tx) => {
    if (!(await readBatch(tx, id))) throw new NotFoundError(`There is no bulk replay ${id}.`);
    await recordAction(tx, input, { action: "replay.export", target: { kind: "replay", id }, after: { format } });
  });
  return linesOf(input);
}

async function* linesOf({ id, format, signal }: Export): AsyncGenerator<string> {
  if (format === "csv") yield csvLine(columns);
  for (let after = 0; !signal.aborted; ) {
    const rows = await readItemPage(db(), { batchId: id, outcome: null, after, limit: page });
    for (const row of rows) {
      const { failure, changedBy, override: _override, version: _version, ...item } = toItemDto(row);
      const flat: Record<string, unknown> = {
        ...item,
        ...{ failureCode: failure?.code, error: failure?.error, failureCause: failure?.cause },
        ...{ changedBy: changedBy?.name, changedAt: changedBy?.at },
      };
      const line = Object.fromEntries(columns.map((name) => [name, flat[name] ?? null]));
      yield format === "csv" ? csvLine(columns.map((name) => line[name])) : `${JSON.stringify(line)}\n`;
    }
    after = rows.at(-1)?.number ?? after;
    if (rows.length < page) return;
    await breathe();
  }
}
