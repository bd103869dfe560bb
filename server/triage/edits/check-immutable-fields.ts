import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { registeredModules } from "#server/delivery/handlers/registry.ts";
import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";
import { changesOf, type FieldChange, immutableWords, sameJson } from "#server/delivery/messages/edit-rules.ts";
import { readSubject } from "#server/delivery/messages/read-subject.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { InvalidInputError } from "#server/platform/errors.ts";
import { readDelivery } from "#server/triage/dead-letters/sql/read-delivery.ts";
import { upgradePayload } from "#server/triage/dead-letters/upgrade-payload.ts";
import { repairBySchema } from "#server/triage/suggestions/repair-object.ts";
import { knownBySubject, repairPayload } from "#server/triage/suggestions/repair-payload.ts";

/**
 * Refuses a payload that changes an immutable field of the published message, on every path to a changed payload. An invalid
 * published value may be repaired: by the subject, by the row of its module, or by the only plausible repair of its schema. Throws
 * 422 with pointer and rule.
 */
export async function checkImmutableFields(
  queryable: Queryable,
  definition: MessageDefinition,
  deadLetter: LockedDelivery,
  data: Record<string, unknown>,
): Promise<void> {
  const published = await publishedData(queryable, deadLetter);
  const locked = changesOf(definition.data, published, data).filter(({ rule }) => rule === "immutable");
  if (locked.length === 0) return;
  const repairs = locked.some(({ wasValid }) => !wasValid)
    ? await repairsOf(queryable, definition, deadLetter.subject, published)
    : [];
  const refused = locked.filter((change) => change.wasValid || !isRepair(definition, change, repairs));
  if (refused.length === 0) return;
  throw new InvalidInputError(
    refused.map((change) => ({
      pointer: `/payload${change.pointer}`,
      detail: detailOf(change, deadLetter.subject, repairs),
    })),
    "The payload changes fields of this message that are immutable. Set them back to the published values.",
  );
}

/** For an invalid published value, the detail contains the value of the row: IDs and amounts, never personal data. */
function detailOf(
  { pointer, wasValid }: FieldChange,
  subject: string,
  repairs: readonly Record<string, unknown>[],
): string {
  if (wasValid) return immutableWords;
  const key = pointer.slice(1);
  const known = repairs.find((repair) => Object.hasOwn(repair, key))?.[key];
  return known === undefined
    ? "is immutable: the published value is invalid, and no other row has the right one"
    : `is immutable: the published value is invalid; the ${readSubject(subject)?.definition.noun.one ?? "row"} has ${JSON.stringify(known)}`;
}

/** The payload of the first revision, because a replay may carry an edited one. After its purge, the dead letter's own. */
async function publishedData(queryable: Queryable, deadLetter: LockedDelivery): Promise<unknown> {
  if (deadLetter.rootId === deadLetter.id) return upgradePayload(deadLetter);
  const root = await readDelivery(queryable, deadLetter.rootId);
  return upgradePayload(root && !root.payloadPurgedAt ? root : deadLetter);
}

async function repairsOf(queryable: Queryable, definition: MessageDefinition, subject: string, published: unknown) {
  const repaired = repairPayload(definition, published, subject);
  const facts: Record<string, unknown> = {};
  for (const { readFacts } of registeredModules()) Object.assign(facts, await readFacts?.(queryable, subject));
  return [Object.fromEntries(knownBySubject(definition, subject)), facts, repaired?.data ?? {}];
}

function isRepair(
  { data }: MessageDefinition,
  { pointer, before, after }: FieldChange,
  repairs: readonly Record<string, unknown>[],
): boolean {
  const key = pointer.slice(1);
  const field = Object.hasOwn(data.shape, key) ? data.shape[key] : undefined;
  const alone = field && before !== undefined ? repairBySchema(field, before, pointer) : null;
  return [...repairs, alone ? { [key]: alone.value } : {}].some(
    (known) => Object.hasOwn(known, key) && sameJson(known[key], after),
  );
}
