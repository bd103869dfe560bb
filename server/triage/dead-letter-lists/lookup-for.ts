import type { KnownActor } from "#server/audit/actor.ts";
import type { Lookup } from "#server/triage/dead-letter-lists/fits-text.ts";
import { mayReveal } from "#server/triage/privacy/may-reveal.ts";
import { allowPersonalSearch } from "#server/triage/privacy/personal-search.ts";

/** Chooses the fields for an actor's text. A whole address is counted and audited here, before any read. Throws 429. */
export async function lookupFor(asked: {
  text: string | undefined;
  actor: KnownActor;
  requestId: string | null;
}): Promise<Lookup> {
  if (await allowPersonalSearch({ ...asked, list: "dead-letters" })) return "personal";
  return mayReveal(asked.actor) ? "masked" : "shown";
}
