import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";
import { parseMessageData } from "#server/delivery/messages/parse-message-data.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { InvalidInputError } from "#server/platform/errors.ts";
import { refuseLocked } from "#server/triage/edits/refuse-locked.ts";

/**
 * The data of an edit or replay, parsed by its message's schema, with every immutable field as it was published. Throws 422
 * that names what does not fit.
 */
export async function parseChosen(
  queryable: Queryable,
  definition: MessageDefinition,
  letter: LockedDelivery,
  data: unknown,
): Promise<Record<string, unknown>> {
  const parsed = parseMessageData(definition, data, letter.subject);
  if (parsed.success) {
    await refuseLocked(queryable, definition, letter, parsed.data);
    return parsed.data;
  }
  throw new InvalidInputError(
    parsed.errors.map(({ pointer, detail }) => ({ pointer: `/payload${pointer}`, detail })),
    `The payload does not fit ${definition.type}: it would die again. Correct the named fields, then replay.`,
  );
}
