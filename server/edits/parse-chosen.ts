import { InvalidInputError } from "#server/errors.ts";
import type { MessageDefinition } from "#server/messages/define-message.ts";
import { parseMessageData } from "#server/messages/parse-message-data.ts";

/** The data of an edit or replay, parsed by its message's schema. Throws 422 that names what does not fit. */
export function parseChosen(definition: MessageDefinition, data: unknown, subject: string): Record<string, unknown> {
  const parsed = parseMessageData(definition, data, subject);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(
    parsed.errors.map(({ pointer, detail }) => ({ pointer: `/payload${pointer}`, detail })),
    `The payload does not fit ${definition.type}: it would die again. Correct the named fields, then replay.`,
  );
}
