import type { Actor } from "#server/audit/actor.ts";
import { covers, type Grants } from "#server/contracts/identity/access.ts";
import { AppError } from "#server/platform/errors.ts";

/** Throws 403 where `given` allows an action that the actor may not do: no actor can grant rights beyond its own. */
export function requireCovered(actor: Pick<Actor, "role" | "scopes">, given: Grants): void {
  if (covers(actor, given)) return;
  throw new AppError("forbidden", "You cannot grant a role or scope beyond your own.", {
    extensions: { role: actor.role, ...(actor.scopes ? { scopes: actor.scopes } : {}) },
  });
}
