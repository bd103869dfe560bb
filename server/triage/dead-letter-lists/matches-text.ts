import { type Json, maskPayload } from "#server/delivery/privacy/mask-payload.ts";
import { addressesIn } from "#server/delivery/privacy/mask-text.ts";
import type { DeadLetterRow } from "#server/triage/dead-letter-lists/sql/read-dead-letters.ts";
import { toDeadLetterItem } from "#server/triage/dead-letter-lists/to-dead-letter-item.ts";
import { maskItem } from "#server/triage/privacy/mask-dead-letter.ts";

/**
 * The fields that a text is compared with: those that every role sees (`shown`), also the masked payload (`masked`), or whole
 * personal values (`personal`). A part of a personal value never matches.
 */
export type Lookup = "shown" | "masked" | "personal";

/** Whether a dead letter contains a text in its shown or masked fields, or has it as a whole personal value. */
export function matchesText(row: DeadLetterRow, text: string, lookup: Lookup): boolean {
  const wanted = text.toLowerCase();
  return lookup === "personal" ? holdsAddress(row, wanted) : showsText(row, wanted, lookup === "masked");
}

function showsText(row: DeadLetterRow, wanted: string, withPayload: boolean): boolean {
  const item = maskItem(toDeadLetterItem(row), row.data);
  const shown = [item.error, item.subject, item.id, item.messageId];
  if (shown.some((said) => said?.toLowerCase().includes(wanted))) return true;
  return withPayload && textsOf(maskPayload(row.messageType, row.data).data).some((said) => said.includes(wanted));
}

/** Whether the address is a value of the payload, or occurs as a whole in the error. Shorter and longer ones do not match. */
function holdsAddress(row: DeadLetterRow, wanted: string): boolean {
  const values = maskPayload(row.messageType, row.data).fields.map(({ value }) => String(value).toLowerCase());
  return values.includes(wanted) || addressesIn(row.error ?? "").some((found) => found.toLowerCase() === wanted);
}

/** Field names and values of a payload, in lower case. */
function textsOf(value: Json): string[] {
  if (value === null || typeof value !== "object") return [String(value).toLowerCase()];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return Object.entries(value).flatMap(([key, item]) => [key.toLowerCase(), ...textsOf(item)]);
}
