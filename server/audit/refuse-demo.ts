import type { Actor } from "#server/audit/actor.ts";
import { AppError } from "#server/platform/errors.ts";

/**
 * Refuses a demo identity (403) in a verb that creates or changes accounts, tokens and invitations: any visitor can act
 * as them, and what they made would outlive the demo. The verbs ask it beside the role map.
 */
export function refuseDemo({ demo = false }: Pick<Actor, "demo">): void {
  if (!demo) return;
  throw new AppError(
    "forbidden",
    "Demo identities cannot create or change accounts and tokens. Sign in with an account.",
  );
}
