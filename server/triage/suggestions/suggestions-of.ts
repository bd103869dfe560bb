import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import type { KnownFacts } from "#server/delivery/handlers/define-fix.ts";
import { registeredModules } from "#server/delivery/handlers/registry.ts";
import { messageOfType } from "#server/delivery/messages/registry.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { sha256 } from "#server/platform/sha256.ts";
import { presentData } from "#server/triage/dead-letters/present-data.ts";
import { type Suggestion, suggestFixes } from "#server/triage/suggestions/suggest-fixes.ts";

export type Suggestible = Pick<
  LockedDelivery,
  "messageId" | "messageType" | "messageVersion" | "handler" | "failureCode" | "subject" | "data" | "payloadPurgedAt"
>;
export type NamedSuggestion = Suggestion & { id: string };

/** What is suggested for one dead letter now, each under an id that names this very change. */
export async function suggestionsOf(queryable: Queryable, letter: Suggestible): Promise<NamedSuggestion[]> {
  return suggestFor(letter, await readKnown(queryable, [letter])).map((suggestion) => ({
    ...suggestion,
    id: idOf(letter, suggestion),
  }));
}

/** The same for a letter whose known facts were read before. Pure. */
export function suggestFor(letter: Suggestible, known: KnownOf): Suggestion[] {
  const definition = messageOfType(letter.messageType);
  if (!definition || letter.payloadPurgedAt) return [];
  const data = presentData(letter);
  const { handler, failureCode, subject } = letter;
  return suggestFixes({ definition, handler, failureCode, subject, data }, known(letter.data));
}

/** What is known about a payload beside it. */
type KnownOf = (payload: unknown) => KnownFacts;

/** Asks the modules once for all letters. The first that knows a customer is believed. */
export async function readKnown(queryable: Queryable, letters: readonly Suggestible[]): Promise<KnownOf> {
  const payloads = letters.map(({ data }) => data);
  const readers = await Promise.all(registeredModules().map((module) => module.readKnownFacts?.(queryable, payloads)));
  return (payload) => ({ customer: readers.map((known) => known?.(payload).customer ?? null).find(Boolean) ?? null });
}

/** Of the change itself: where the customer's address changes between reading and clicking, the id is another one. */
function idOf({ messageId }: Suggestible, { kind, data }: Suggestion): string {
  const hash = sha256(JSON.stringify([messageId, data]));
  return `${kind}-${hash.slice(0, 12)}`;
}
