import type { AuditRow } from "#server/audit/sql/read-audit.ts";
import type { AuditEntryDto } from "#server/contracts/audit.ts";
import { toSubjectFields } from "#server/delivery/messages/read-subject.ts";
import { createDistinctMasker } from "#server/delivery/privacy/create-distinct-masker.ts";
import { type Json, maskPayload } from "#server/delivery/privacy/mask-payload.ts";
import { maskAddresses, maskText } from "#server/delivery/privacy/mask-text.ts";

/** Actions whose `before` and `after` are payloads. */
const payloadActions: readonly string[] = ["dead-letter.replay", "dead-letter.edit", "dead-letter.correct-recipient"];

/** Entries about users of the console keep their addresses, because the audit log must identify them. */
const peopleKinds: readonly string[] = ["user", "session", "token"];

/** Masks an entry for the audit log: payloads by their schema, and addresses in its reason, notes and copies. */
export function maskAuditEntry({ messageType, ...stored }: AuditRow): AuditEntryDto {
  const entry = { ...stored, ...toSubjectFields(stored.subject) };
  if (peopleKinds.includes(entry.target.kind)) return entry;
  if (entry.target.kind !== "delivery") {
    const { reason, before, after } = entry;
    return { ...entry, reason: maskAddresses(reason), before: maskTexts(before), after: maskTexts(after) };
  }
  const mask = createDistinctMasker();
  const values: string[] = [];
  const copy = (data: AuditEntryDto["before"]) => {
    if (!payloadActions.includes(entry.action)) return maskTexts(data);
    const masked = maskPayload(messageType ?? "", data, mask);
    values.push(...masked.fields.map(({ value }) => String(value)));
    return masked.data;
  };
  const [before, after] = [copy(entry.before), copy(entry.after)];
  return { ...entry, before, after, reason: entry.reason === null ? null : maskText(entry.reason, values) };
}

function maskTexts(value: Json): Json {
  if (typeof value === "string") return maskAddresses(value);
  if (Array.isArray(value)) return value.map(maskTexts);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, maskTexts(item)]));
}
