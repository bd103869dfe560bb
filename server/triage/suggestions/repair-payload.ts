import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";
import { parseMessageData } from "#server/delivery/messages/parse-message-data.ts";
import { type Repair, repairBySchema } from "#server/triage/suggestions/repair-object.ts";
import { isObject } from "#server/triage/suggestions/schema-kinds.ts";

export type RepairedPayload = { data: Record<string, unknown>; repairs: Repair[] };

/**
 * Repairs an invalid payload, only where every fault has one plausible repair and the result is valid for the message and its
 * subject. Null otherwise, and for a valid payload. Pure.
 */
export function repairPayload(definition: MessageDefinition, data: unknown, subject: string): RepairedPayload | null {
  if (parseMessageData(definition, data, subject).success) return null;
  const repaired = repairBySchema(definition.data, data, "", knownBySubject(definition, subject));
  if (!repaired || repaired.repairs.length === 0 || !isObject(repaired.value)) return null;
  if (!parseMessageData(definition, repaired.value, subject).success) return null;
  return { data: repaired.value, repairs: repaired.repairs };
}

/** The fields that the subject is made of. Their values are known, because a subject is never edited. */
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
