import { maskItem } from "#server/privacy/mask-letter.ts";
import type { DeadLetterRow } from "#server/triage/sql/read-dead-letters.ts";
import { toDeadLetterItem } from "#server/triage/to-dead-letter-item.ts";

/** Whether what the list shows of a letter, masked as it is, holds this text. */
export function showsText(row: DeadLetterRow, text: string): boolean {
  const item = maskItem(toDeadLetterItem(row), row.data);
  const wanted = text.toLowerCase();
  return [item.error, item.subject, item.id, item.messageId].some((shown) => shown?.toLowerCase().includes(wanted));
}
