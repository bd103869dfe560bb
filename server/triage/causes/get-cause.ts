import type { CauseDetailDto } from "#server/contracts/triage/cause.ts";
import type { DeadLetterListDto } from "#server/contracts/triage/dead-letter.ts";
import { db } from "#server/platform/database/db.ts";
import { describeCause, pageCap } from "#server/triage/causes/describe-causes.ts";
import { countDiscarded, readCauseLetters } from "#server/triage/causes/sql/read-cause-letters.ts";
import { decodeCursor, encodeCursor } from "#server/triage/dead-letter-lists/cursor.ts";
import { toDeadLetterItem } from "#server/triage/dead-letter-lists/to-dead-letter-item.ts";
import { maskItem } from "#server/triage/privacy/mask-letter.ts";

/** One cause with a page of its dead letters, latest death first. It is found in every state. Throws 404. */
export async function getCause(input: {
  fingerprint: string;
  cursor?: string | null;
  limit: number;
}): Promise<CauseDetailDto> {
  const { fingerprint } = input;
  const [cause, letters, discarded] = await Promise.all([
    describeCause(fingerprint),
    listLetters(input),
    countDiscarded(db(), fingerprint, pageCap + 1),
  ]);
  return { ...cause, letters, discarded: { count: Math.min(discarded, pageCap), more: discarded > pageCap } };
}

async function listLetters(input: {
  fingerprint: string;
  cursor?: string | null;
  limit: number;
}): Promise<DeadLetterListDto> {
  const before = input.cursor ? decodeCursor(input.cursor) : null;
  const rows = await readCauseLetters(db(), { fingerprint: input.fingerprint, limit: input.limit + 1, before });
  const page = rows.slice(0, input.limit);
  const last = rows.length > input.limit ? page.at(-1) : undefined;
  return {
    items: page.map((row) => maskItem(toDeadLetterItem(row), row.data)),
    nextCursor: last ? encodeCursor({ at: last.diedAtExact, id: last.id }) : null,
    scope: null,
  };
}
