import type { KnownFacts } from "#server/delivery/handlers/define-fix.ts";
import { registeredModules } from "#server/delivery/handlers/registry.ts";
import { messageOfType } from "#server/delivery/messages/registry.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { sha256 } from "#server/platform/sha256.ts";
import { upgradePayload } from "#server/triage/dead-letters/upgrade-payload.ts";
import type { Suggestible } from "#server/triage/suggestions/sql/read-cause-sample.ts";
import { type Suggestion, suggestFixes } from "#server/triage/suggestions/suggest-fixes.ts";

export type IdentifiedSuggestion = Suggestion & { id: string };

/** The facts that modules know about a payload. */
type FactsOf = (payload: unknown) => KnownFacts;

/** The suggestions for one dead letter, each with an ID that identifies exactly this change. */
export async function findSuggestions(queryable: Queryable, deadLetter: Suggestible): Promise<IdentifiedSuggestion[]> {
  const facts = await readKnownFacts(queryable, [deadLetter]);
  return suggestFor(deadLetter, facts).map((suggestion) => ({ ...suggestion, id: idOf(deadLetter, suggestion) }));
}

/** The suggestions for a dead letter, with the facts that were read before. Pure. */
export function suggestFor(deadLetter: Suggestible, facts: FactsOf): Suggestion[] {
  const definition = messageOfType(deadLetter.messageType);
  if (!definition || deadLetter.payloadPurgedAt) return [];
  const data = upgradePayload(deadLetter);
  const { handler, failureCode, subject } = deadLetter;
  return suggestFixes({ definition, handler, failureCode, subject, data }, facts(deadLetter.data));
}

/** Calls each module once for all dead letters. Uses the first customer that a module returns. */
export async function readKnownFacts(queryable: Queryable, deadLetters: readonly Suggestible[]): Promise<FactsOf> {
  const payloads = deadLetters.map(({ data }) => data);
  const readers = await Promise.all(registeredModules().map((module) => module.readKnownFacts?.(queryable, payloads)));
  return (payload) => ({ customer: readers.map((known) => known?.(payload).customer ?? null).find(Boolean) ?? null });
}

/** Depends on the changed payload: when the customer's address changes after the suggestion was read, its ID does too. */
function idOf({ messageId }: Suggestible, { kind, data }: Suggestion): string {
  const hash = sha256(JSON.stringify([messageId, data]));
  return `${kind}-${hash.slice(0, 12)}`;
}
