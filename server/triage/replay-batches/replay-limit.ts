import type { KnownActor } from "#server/audit/actor.ts";
import { replayLimits } from "#server/contracts/identity/access.ts";
import { env } from "#server/platform/env/env.ts";

/** The largest batch that an actor may start without a second person; null for no limit. */
export function replayLimitOf({ role }: Pick<KnownActor, "role">): number | null {
  return role === "operator" ? (env().REPLAY_APPROVAL_ABOVE ?? replayLimits.operator) : replayLimits[role];
}
