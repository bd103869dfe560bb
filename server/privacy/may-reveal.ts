import type { KnownActor } from "#server/access/actor.ts";
import { allows } from "#server/contracts/access.ts";
import { env } from "#server/env.ts";

/** Whether this actor may ask to see personal data, and so may search in it. */
export const mayReveal = (actor: KnownActor): boolean => allows(actor, "pii.reveal", env().DEMO_MODE ?? false);
