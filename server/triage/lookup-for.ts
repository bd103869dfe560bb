import type { KnownActor } from "#server/access/actor.ts";
import { mayReveal } from "#server/privacy/may-reveal.ts";
import { allowPersonalSearch } from "#server/privacy/personal-search.ts";
import type { Lookup } from "#server/triage/fits-text.ts";

/** Chooses the fields for an actor's text. A whole address is counted and audited here, before any read. Throws 429. */
export async function lookupFor(asked: {
  text: string | undefined;
  actor: KnownActor;
  requestId: string | null;
}): Promise<Lookup> {
  if (await allowPersonalSearch({ ...asked, list: "dead-letters" })) return "personal";
  return mayReveal(asked.actor) ? "masked" : "shown";
}
