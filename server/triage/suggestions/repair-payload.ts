import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";
import { parseMessageData } from "#server/delivery/messages/parse-message-data.ts";
import { type Repair, repairBySchema } from "#server/triage/suggestions/repair-object.ts";
import { isObject } from "#server/triage/suggestions/schema-kinds.ts";

export type RepairedPayload = { data: Record<string, unknown>; repairs: Repair[] };

/**
 * Data that does not fit its message, as it was plausibly meant: only where everything wrong has one plausible repair, and
 * the result fits completely, its subject too. Null otherwise, and for data that fits already. Pure.
 */
export function repairPayload(definition: MessageDefinition, data: unknown, subject: string): RepairedPayload | null {
  if (parseMessageData(definition, data, subject).success) return null;
  const mended = repairBySchema(definition.data, data, "", knownBySubject(definition, subject));
  if (!mended || mended.repairs.length === 0 || !isObject(mended.value)) return null;
  if (!parseMessageData(definition, mended.value, subject).success) return null;
  return { data: mended.value, repairs: mended.repairs };
}

/** The field that says what a message is about: its value is known, because the subject is never edited. */
export function knownBySubject(definition: MessageDefinition, subject: string): ReadonlyMap<string, string> {
  const id = subject.slice(subject.lastIndexOf("/") + 1);
  const known = Object.keys(definition.data.shape)
    .filter((key) => subjectOf(definition, { ...definition.example, [key]: id }) === subject)
    .filter((key) => subjectOf(definition, { ...definition.example, [key]: "" }) !== subject);
  return new Map(known.map((key) => [key, id]));
}

function subjectOf(definition: MessageDefinition, data: Record<string, unknown>): string | null {
  const parsed = definition.data.safeParse(data);
  return parsed.success ? definition.subject(parsed.data) : null;
}
