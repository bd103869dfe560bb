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

/** What is suggested for one dead letter now, each under an id that names this very change. */
export async function findSuggestions(queryable: Queryable, letter: Suggestible): Promise<IdentifiedSuggestion[]> {
  const addresses = await readAddresses(queryable, customersOf([letter]));
  return suggestFor(letter, addresses).map((suggestion) => ({ ...suggestion, id: idOf(letter, suggestion) }));
}

/** The same for a letter whose customer's address was read before. Pure. */
export function suggestFor(letter: Suggestible, addresses: ReadonlyMap<string, string>): Suggestion[] {
  const definition = messageOfType(letter.messageType);
  if (!definition || letter.payloadPurgedAt) return [];
  const data = upgradePayload(letter);
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
  const hash = createHash("sha256")
    .update(JSON.stringify([messageId, data]))
    .digest("hex");
  return `${kind}-${hash.slice(0, 12)}`;
}
