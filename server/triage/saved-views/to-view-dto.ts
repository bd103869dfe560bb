import type { KnownActor } from "#server/audit/actor.ts";
import { mayDo } from "#server/audit/may-do.ts";
import { readDeadLetterFilter } from "#server/contracts/triage/dead-letter-filter.ts";
import type { SavedViewDto } from "#server/contracts/triage/saved-view.ts";
import { maskAddresses } from "#server/delivery/privacy/mask-text.ts";
import { mayReveal } from "#server/triage/privacy/may-reveal.ts";
import type { ViewRow } from "#server/triage/saved-views/sql/read-views.ts";

/** Whether this actor may add and remove shared views. */
export const mayShareViews = (actor: KnownActor): boolean => mayDo(actor, "views.share");

/**
 * Converts a saved view. Filters that this build does not know are left out. An actor without pii.reveal sees no addresses in
 * the name and filters of another user's view.
 */
export function toViewDto({ id, name, query, shared, ownerId, ownerName }: ViewRow, actor: KnownActor): SavedViewDto {
  const stored = readDeadLetterFilter(Object.fromEntries(new URLSearchParams(query)));
  const removable = ownerId === actor.id || (shared && mayShareViews(actor));
  if (ownerId === actor.id || mayReveal(actor))
    return { id, name, filter: stored, shared, owner: ownerName, removable };
  const filter = stored.q === undefined ? stored : { ...stored, q: maskAddresses(stored.q) };
  return { id, name: maskAddresses(name), filter, shared, owner: ownerName, removable };
}
