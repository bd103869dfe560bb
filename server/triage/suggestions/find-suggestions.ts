import type { Fix } from "#server/delivery/handlers/define-fix.ts";
import { handlerOfId } from "#server/delivery/handlers/registry.ts";
import { messageOfType } from "#server/delivery/messages/registry.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { sha256 } from "#server/platform/sha256.ts";
import { upgradePayload } from "#server/triage/dead-letters/upgrade-payload.ts";
import type { Suggestible } from "#server/triage/suggestions/sql/read-cause-sample.ts";
import { type Suggestion, suggestFixes } from "#server/triage/suggestions/suggest-fixes.ts";

export type IdentifiedSuggestion = Suggestion & { id: string };

/** The facts that a fix declares to read, about a payload. */
export type KnownTo = (payload: unknown, fix: Fix) => unknown;

/** The suggestions for one dead letter, each with an ID that identifies exactly this change. */
export async function findSuggestions(queryable: Queryable, deadLetter: Suggestible): Promise<IdentifiedSuggestion[]> {
  const known = await readKnown(queryable, [deadLetter]);
  return suggestFor(deadLetter, known).map((suggestion) => ({ ...suggestion, id: idOf(deadLetter, suggestion) }));
}

/** The suggestions for a dead letter, with what was read before. Pure. */
export function suggestFor(deadLetter: Suggestible, known: KnownTo): Suggestion[] {
  const definition = messageOfType(deadLetter.messageType);
  if (!definition || deadLetter.payloadPurgedAt) return [];
  const data = upgradePayload(deadLetter);
  const { handler, failureCode, subject } = deadLetter;
  return suggestFixes({ definition, handler, failureCode, subject, data }, (fix) => known(deadLetter.data, fix));
}

/** Calls each reader of the handlers' fixes once for all dead letters. */
export async function readKnown(queryable: Queryable, deadLetters: readonly Suggestible[]): Promise<KnownTo> {
  const payloads = deadLetters.map(({ data }) => data);
  const of = new Set(deadLetters.map(({ handler }) => handler));
  const fixes = [...of].flatMap((handler) => handlerOfId(handler)?.fixes ?? []);
  const readers = new Set(fixes.flatMap(({ readKnown: read }) => read ?? []));
  const known = new Map(
    await Promise.all([...readers].map(async (read) => [read, await read(queryable, payloads)] as const)),
  );
  return (payload, fix) => (fix.readKnown ? known.get(fix.readKnown)?.(payload) : undefined);
}

/** Depends on the changed payload: when what a fix proposes changes after the suggestion was read, its ID does too. */
function idOf({ messageId }: Suggestible, { kind, data }: Suggestion): string {
  const hash = sha256(JSON.stringify([messageId, data]));
  return `${kind}-${hash.slice(0, 12)}`;
}
