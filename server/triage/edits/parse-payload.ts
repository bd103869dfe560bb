import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";
import { parseMessageData } from "#server/delivery/messages/parse-message-data.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { InvalidInputError } from "#server/platform/errors.ts";
import { checkImmutableFields } from "#server/triage/edits/check-immutable-fields.ts";

/** Parses the payload of an edit or replay by its message's schema. Throws 422 for invalid and changed immutable fields. */
export async function parsePayload(
  queryable: Queryable,
  definition: MessageDefinition,
  deadLetter: LockedDelivery,
  data: unknown,
): Promise<Record<string, unknown>> {
  const parsed = parseMessageData(definition, data, deadLetter.subject);
  if (parsed.success) {
    await checkImmutableFields(queryable, definition, deadLetter, parsed.data);
    return parsed.data;
  }
  throw new InvalidInputError(
    parsed.errors.map(({ pointer, detail }) => ({ pointer: `/payload${pointer}`, detail })),
    `The payload is invalid for ${definition.type} and would fail again. Correct these fields, then replay.`,
  );
}
