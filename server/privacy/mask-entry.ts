import type { AuditRow } from "#server/audit/sql/read-audit.ts";
import type { AuditEntryDto } from "#server/contracts/audit.ts";
import { maskPayload } from "#server/privacy/mask-payload.ts";
import { maskText } from "#server/privacy/mask-text.ts";
import { tellApart } from "#server/privacy/tell-apart.ts";

/** Actions whose copies before and after are a message's payload. */
const payloadActions: readonly string[] = ["dead-letter.replay", "dead-letter.edit", "dead-letter.correct-recipient"];

/** An entry as the list shows it. What is said about the console's own people stays: it is what the audit is for. */
export function maskEntry({ messageType, ...entry }: AuditRow): AuditEntryDto {
  if (entry.target.kind !== "delivery") return entry;
  const mask = tellApart();
  const values: string[] = [];
  const copy = (data: AuditEntryDto["before"]) => {
    if (!payloadActions.includes(entry.action)) return data;
    const masked = maskPayload(messageType ?? "", data, mask);
    values.push(...masked.fields.map(({ value }) => String(value)));
    return masked.data;
  };
  const [before, after] = [copy(entry.before), copy(entry.after)];
  return { ...entry, before, after, reason: entry.reason === null ? null : maskText(entry.reason, values) };
}
