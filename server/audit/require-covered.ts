import type { Actor } from "#server/audit/actor.ts";
import { covers, type Grants } from "#server/contracts/identity/access.ts";
import { AppError } from "#server/platform/errors.ts";

/** Throws 403 where `given` may do something that the actor may not: no account or token gives rights that it does not have. */
export function requireCovered(actor: Pick<Actor, "role" | "scopes">, given: Grants): void {
  if (covers(actor, given)) return;
  throw new AppError("forbidden", "This would give rights that you do not have: a role or scope beyond your own.", {
    extensions: { role: actor.role, ...(actor.scopes ? { scopes: actor.scopes } : {}) },
  });
}
