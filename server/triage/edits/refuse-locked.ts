import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { registeredModules } from "#server/delivery/handlers/registry.ts";
import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";
import { changesOf, type FieldChange, immutableWords, sameJson } from "#server/delivery/messages/edit-rules.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { InvalidInputError } from "#server/platform/errors.ts";
import { presentData } from "#server/triage/dead-letters/present-data.ts";
import { readDelivery } from "#server/triage/dead-letters/sql/read-delivery.ts";
import { knownBySubject, mendData } from "#server/triage/suggestions/mend-data.ts";
import { mendSchema } from "#server/triage/suggestions/mend-object.ts";

/**
 * Refuses a payload that changes an immutable field of the message as it was published. A published value that does not fit
 * its schema may be repaired, by what the subject, the order's own row or the schema's only plausible repair says. Every way to
 * a changed payload comes through here. Throws 422 with pointer and rule.
 */
export async function refuseLocked(
  queryable: Queryable,
  definition: MessageDefinition,
  letter: LockedDelivery,
  data: Record<string, unknown>,
): Promise<void> {
  const published = await publishedData(queryable, letter);
  const locked = changesOf(definition.data, published, data).filter(({ rule }) => rule === "immutable");
  if (locked.length === 0) return;
  const repairs = locked.some(({ wasValid }) => !wasValid)
    ? await repairsOf(queryable, definition, letter.subject, published)
    : [];
  const refused = locked.filter((change) => change.wasValid || !isRepair(definition, change, repairs));
  if (refused.length === 0) return;
  throw new InvalidInputError(
    refused.map((change) => ({ pointer: `/payload${change.pointer}`, detail: detailOf(change, repairs) })),
    "The payload changes fields of this message that are immutable. Set them back to the published values.",
  );
}

/** For an invalid published value, the detail names the order's own value: ids and money, never personal data. */
function detailOf({ pointer, wasValid }: FieldChange, repairs: readonly Record<string, unknown>[]): string {
  if (wasValid) return immutableWords;
  const key = pointer.slice(1);
  const known = repairs.find((repair) => Object.hasOwn(repair, key))?.[key];
  return known === undefined
    ? "is immutable: the published value is invalid, and no other row has the right one"
    : `is immutable: the published value is invalid; the order has ${JSON.stringify(known)}`;
}

/** The payload of the first revision: a replay may carry an edited one. After its purge, the letter's own. */
async function publishedData(queryable: Queryable, letter: LockedDelivery): Promise<unknown> {
  if (letter.rootId === letter.id) return presentData(letter);
  const root = await readDelivery(queryable, letter.rootId);
  return presentData(root && !root.payloadPurgedAt ? root : letter);
}

async function repairsOf(queryable: Queryable, definition: MessageDefinition, subject: string, published: unknown) {
  const mended = mendData(definition, published, subject);
  const facts: Record<string, unknown> = {};
  for (const { readFacts } of registeredModules()) Object.assign(facts, await readFacts?.(queryable, subject));
  return [Object.fromEntries(knownBySubject(definition, subject)), facts, mended?.data ?? {}];
}

function isRepair(
  { data }: MessageDefinition,
  { pointer, before, after }: FieldChange,
  repairs: readonly Record<string, unknown>[],
): boolean {
  const key = pointer.slice(1);
  const field = Object.hasOwn(data.shape, key) ? data.shape[key] : undefined;
  const alone = field && before !== undefined ? mendSchema(field, before, pointer) : null;
  return [...repairs, alone ? { [key]: alone.value } : {}].some(
    (known) => Object.hasOwn(known, key) && sameJson(known[key], after),
  );
}
