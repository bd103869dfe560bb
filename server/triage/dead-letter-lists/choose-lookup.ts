import type { KnownActor } from "#server/audit/actor.ts";
import type { Lookup } from "#server/triage/dead-letter-lists/matches-text.ts";
import { mayReveal } from "#server/triage/privacy/may-reveal.ts";
import { allowPersonalSearch } from "#server/triage/privacy/personal-search.ts";

/** Chooses the fields that an actor's text is compared with. Counts and audits a search for a whole address. Throws 429. */
export async function chooseLookup(input: {
  text: string | undefined;
  actor: KnownActor;
  requestId: string | null;
}): Promise<Lookup> {
  if (await allowPersonalSearch({ ...input, list: "dead-letters" })) return "personal";
  return mayReveal(input.actor) ? "masked" : "shown";
}
