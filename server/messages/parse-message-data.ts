import type { MessageDefinition } from "#server/messages/define-message.ts";

export type ParsedData =
  | { success: true; data: Record<string, unknown> }
  | { success: false; errors: { pointer: string; detail: string }[] };

const escapePointer = (part: PropertyKey) => String(part).replaceAll("~", "~0").replaceAll("/", "~1");

/** Parses data by a message's schema; what does not fit is named by JSON pointer (RFC 6901). The worker, the API and the editor all judge by it. */
export function parseMessageData(definition: MessageDefinition, data: unknown): ParsedData {
  const parsed = definition.data.safeParse(data);
  if (parsed.success) return { success: true, data: parsed.data };
  const errors = parsed.error.issues.flatMap((issue) => {
    const pointer = issue.path.map((part) => `/${escapePointer(part)}`).join("");
    if (issue.code !== "unrecognized_keys") return [{ pointer, detail: issue.message }];
    return issue.keys.map((key) => ({
      pointer: `${pointer}/${escapePointer(key)}`,
      detail: "is not a field of this message",
    }));
  });
  return { success: false, errors };
}
