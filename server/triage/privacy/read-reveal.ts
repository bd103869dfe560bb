import type { KnownActor } from "#server/audit/actor.ts";
import { mayDo } from "#server/audit/may-do.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { findReveal } from "#server/triage/privacy/sql/find-reveal.ts";

/** Until when this actor sees personal data that is masked for others. Null without a reveal, or without the right to it. */
export async function readReveal(
  queryable: Queryable,
  ids: readonly string[],
  actor: KnownActor | null,
): Promise<Date | null> {
  if (!actor || !mayDo(actor, "pii.reveal")) return null;
  return findReveal(queryable, ids, actor.id);
}
