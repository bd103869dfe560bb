import * as z from "zod";
import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { messageOfType } from "#server/delivery/messages/registry.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { sha256 } from "#server/platform/sha256.ts";
import { presentData } from "#server/triage/dead-letters/present-data.ts";
import { isObject } from "#server/triage/suggestions/schema-kinds.ts";
import { readAddresses } from "#server/triage/suggestions/sql/read-addresses.ts";
import { type Suggestion, suggestFixes } from "#server/triage/suggestions/suggest-fixes.ts";

export type Suggestible = Pick<
  LockedDelivery,
  "messageId" | "messageType" | "messageVersion" | "handler" | "failureCode" | "subject" | "data" | "payloadPurgedAt"
>;
export type NamedSuggestion = Suggestion & { id: string };

const uuid = z.uuid();

/** What is suggested for one dead letter now, each under an id that names this very change. */
export async function suggestionsOf(queryable: Queryable, letter: Suggestible): Promise<NamedSuggestion[]> {
  const addresses = await readAddresses(queryable, customersOf([letter]));
  return suggestFor(letter, addresses).map((suggestion) => ({ ...suggestion, id: idOf(letter, suggestion) }));
}

/** The same for a letter whose customer's address was read before. Pure. */
export function suggestFor(letter: Suggestible, addresses: ReadonlyMap<string, string>): Suggestion[] {
  const definition = messageOfType(letter.messageType);
  if (!definition || letter.payloadPurgedAt) return [];
  const data = presentData(letter);
  const [customerId] = customersOf([letter]);
  const email = customerId === undefined ? undefined : addresses.get(customerId);
  const { handler, failureCode, subject } = letter;
  return suggestFixes({ definition, handler, failureCode, subject, data }, { customer: email ? { email } : null });
}

/** The customers that payloads name, each once. */
export const customersOf = (letters: readonly Suggestible[]): string[] => [
  ...new Set(
    letters.flatMap(({ data }) => {
      const id = isObject(data) ? uuid.safeParse(data.customerId) : null;
      return id?.success ? [id.data.toLowerCase()] : [];
    }),
  ),
];

/** Of the change itself: where the customer's address changes between reading and clicking, the id is another one. */
function idOf({ messageId }: Suggestible, { kind, data }: Suggestion): string {
  const hash = sha256(JSON.stringify([messageId, data]));
  return `${kind}-${hash.slice(0, 12)}`;
}
