import { jsonPointer } from "#server/contracts/json-pointer.ts";
import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";
import { faultWords } from "#server/delivery/messages/fault-words.ts";

export type ParsedData =
  | { success: true; data: Record<string, unknown> }
  | { success: false; errors: { pointer: string; detail: string }[] };

/**
 * Parses data by the schema of a message, for worker, API and editor. Errors are named by JSON pointer (RFC 6901). With a
 * subject, data about another subject is invalid.
 */
export function parseMessageData(definition: MessageDefinition, data: unknown, subject?: string): ParsedData {
  const parsed = definition.data.safeParse(data);
  if (parsed.success) {
    const about = definition.subject(parsed.data);
    if (subject === undefined || about === subject) return { success: true, data: parsed.data };
    return {
      success: false,
      errors: [{ pointer: "", detail: `must stay about ${subject}, not ${about}` }],
    };
  }
  const errors = parsed.error.issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys") {
      return [{ pointer: jsonPointer(issue.path), detail: faultWords(issue.message) }];
    }
    return issue.keys.map((key) => ({
      pointer: jsonPointer([...issue.path, key]),
      detail: "is not a field of this message",
    }));
  });
  return { success: false, errors };
}
