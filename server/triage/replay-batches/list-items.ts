import * as z from "zod";
import type { ReplayItemDto, ReplayItemsDto } from "#server/contracts/triage/replay-batch.ts";
import type { ItemOutcome } from "#server/contracts/triage/replay-outcomes.ts";
import { toSubjectFields } from "#server/delivery/messages/read-subject.ts";
import { createCursorCodec } from "#server/platform/cursor-codec.ts";
import { db } from "#server/platform/database/db.ts";
import { NotFoundError } from "#server/platform/errors.ts";
import { maskError } from "#server/triage/privacy/mask-dead-letter.ts";
import { readBatch } from "#server/triage/replay-batches/sql/read-batches.ts";
import { type ItemRow, readItemPage } from "#server/triage/replay-batches/sql/read-items.ts";

export const { encode: encodeItemCursor, decode: decodeItemCursor } = createCursorCodec(
  z.strictObject({ number: z.int().min(0) }),
);

/** Lists the items of a batch in the order of their replay, masked. Throws 404. */
export async function listItems(input: {
  id: string;
  outcome: ItemOutcome | null;
  cursor: string | null;
  limit: number;
}): Promise<ReplayItemsDto> {
  if (!(await readBatch(db(), input.id))) throw new NotFoundError(`There is no bulk replay ${input.id}.`);
  const after = input.cursor === null ? 0 : decodeItemCursor(input.cursor).number;
  const rows = await readItemPage(db(), { ...input, batchId: input.id, after, limit: input.limit + 1 });
  const page = rows.slice(0, input.limit);
  const last = rows.length > input.limit ? page.at(-1) : undefined;
  return { items: page.map(toItemDto), nextCursor: last ? encodeItemCursor({ number: last.number }) : null };
}

/** An item with its error masked like the dead letter's. */
export function toItemDto(row: ItemRow): ReplayItemDto {
  const failed = row.outcome === "failedAgain";
  const firstLine = row.error?.split("\n", 1)[0] ?? null;
  return {
    ...{ id: row.deliveryId, number: row.number, version: row.version, subject: row.subject },
    ...toSubjectFields(row.subject),
    ...{ handler: row.handler, messageType: row.messageType, outcome: row.outcome, change: row.change, wave: row.wave },
    detail: maskError(row.detail, row.messageType, row.data),
    ...{ newId: row.newId, attempts: row.attempts },
    changedBy: row.outcome === "conflict" ? { name: row.changedBy, at: row.changedAt } : null,
    failure: failed
      ? { code: row.failureCode, error: maskError(firstLine, row.messageType, row.data), cause: row.failureCause }
      : null,
    blockedBy: row.blockedBy,
    override: row.overrideBy === null ? null : { by: row.overrideBy, reason: row.overrideReason ?? "" },
    settledAt: row.settledAt,
  };
}
