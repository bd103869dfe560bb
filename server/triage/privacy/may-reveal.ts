import type { KnownActor } from "#server/audit/actor.ts";
import { mayDo } from "#server/audit/may-do.ts";

/** Whether this actor may reveal personal data, and so may search in it. */
export const mayReveal = (actor: KnownActor): boolean => mayDo(actor, "pii.reveal");
