import type { Actor } from "#server/audit/actor.ts";
import { type Action, allows, type Standing, standingIn, whoMay } from "#server/contracts/identity/access.ts";
import { env } from "#server/platform/env/env.ts";

export const standingOf = ({ demo = false }: Pick<Actor, "demo">): Standing => standingIn(env().DEMO_MODE, demo);

/** Whether an actor may do an action, by role, scopes and demo mode. The system and people without an account have no role. */
export const mayDo = (actor: Pick<Actor, "role" | "scopes" | "demo">, action: Action): boolean =>
  allows(actor, action, standingOf(actor));

/** The roles that may do an action, as text for an actor that may not. */
export const whoMayInstead = (actor: Pick<Actor, "demo">, action: Action): string => whoMay(action, standingOf(actor));
