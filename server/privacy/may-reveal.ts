import type { KnownActor } from "#server/access/actor.ts";
import { can } from "#server/contracts/access.ts";
import { env } from "#server/env.ts";

/** Whether this actor may ask to see personal data, and so may search in it. */
export const mayReveal = (actor: KnownActor): boolean => can(actor.role, "pii.reveal", env().DEMO_MODE ?? false);
