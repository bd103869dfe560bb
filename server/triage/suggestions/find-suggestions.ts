import { createHash } from "node:crypto";
import * as z from "zod";
import { messageOfType } from "#server/delivery/messages/index.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { upgradePayload } from "#server/triage/dead-letters/upgrade-payload.ts";
import { isObject } from "#server/triage/suggestions/schema-kinds.ts";
import { readAddresses } from "#server/triage/suggestions/sql/read-addresses.ts";
import type { Suggestible } from "#server/triage/suggestions/sql/read-cause-sample.ts";
import { type Suggestion, suggestFixes } from "#server/triage/suggestions/suggest-fixes.ts";

export type IdentifiedSuggestion = Suggestion & { id: string };

const uuid = z.uuid();

/** The suggestions for one dead letter, each with an ID that identifies exactly this change. */
export async function findSuggestions(queryable: Queryable, deadLetter: Suggestible): Promise<IdentifiedSuggestion[]> {
  const addresses = await readAddresses(queryable, customersOf([deadLetter]));
  return suggestFor(deadLetter, addresses).map((suggestion) => ({ ...suggestion, id: idOf(deadLetter, suggestion) }));
}

/** The suggestions for a dead letter, with the customers' addresses that were read before. Pure. */
export function suggestFor(deadLetter: Suggestible, addresses: ReadonlyMap<string, string>): Suggestion[] {
  const definition = messageOfType(deadLetter.messageType);
  if (!definition || deadLetter.payloadPurgedAt) return [];
  const data = upgradePayload(deadLetter);
  const [customerId] = customersOf([deadLetter]);
  const email = customerId === undefined ? undefined : addresses.get(customerId);
  const { handler, failureCode, subject } = deadLetter;
  return suggestFixes({ definition, handler, failureCode, subject, data }, { customer: email ? { email } : null });
}

/** The IDs of the customers in the payloads, without duplicates. */
export const customersOf = (deadLetters: readonly Suggestible[]): string[] => [
  ...new Set(
    deadLetters.flatMap(({ data }) => {
      const id = isObject(data) ? uuid.safeParse(data.customerId) : null;
      return id?.success ? [id.data.toLowerCase()] : [];
    }),
  ),
];

/** Depends on the changed payload: when the customer's address changes after the suggestion was read, its ID does too. */
function idOf({ messageId }: Suggestible, { kind, data }: Suggestion): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([messageId, data]))
    .digest("hex");
  return `${kind}-${hash.slice(0, 12)}`;
}
