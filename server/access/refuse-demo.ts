import type { Actor } from "#server/access/actor.ts";
import { AppError } from "#server/errors.ts";

/**
 * Refuses one of the demo's people (403) in a verb that makes or changes accounts, tokens and invitations: anybody may be
 * them, and what they made would outlive the demo. Beside the role map, so that no other way to the verb forgets it.
 */
export function refuseDemo({ demo = false }: Pick<Actor, "demo">): void {
  if (!demo) return;
  throw new AppError(
    "forbidden",
    "The demo's people make and change no accounts and no tokens. Sign in with an account.",
  );
}
