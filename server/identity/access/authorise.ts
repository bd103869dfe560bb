import type { KnownActor } from "#server/audit/actor.ts";
import { mayDo, standingOf, whoMayInstead } from "#server/audit/may-do.ts";
import { type Action, can } from "#server/contracts/identity/access.ts";
import { identify } from "#server/identity/access/identify.ts";
import { env } from "#server/platform/env/env.ts";
import { AppError } from "#server/platform/errors.ts";

/** The demo's store shows its guests the depths behind the counter; they need no session for that. */
const guest: KnownActor = { kind: "user", id: "guest", name: "Guest", email: null, role: "viewer", sessionId: null };

/** Who asks, where they may do this. Throws 401 for nobody, 403 for a role that may not; both say who may. */
export async function authorise(headers: Pick<Headers, "get">, action: Action): Promise<KnownActor> {
  if (env().DEMO_MODE !== "off" && action === "pipeline.read" && headers.get("authorization") === null) return guest;
  const actor = await identify(headers);
  if (!actor)
    throw new AppError("unauthorized", "Sign in at /sign-in, or send Authorization: Bearer with an API token.");
  if (action === "account.own" && actor.kind === "token") {
    throw new AppError("forbidden", "A token has no account of its own: this is for people who are signed in.");
  }
  if (mayDo(actor, action)) return actor;
  if (can(actor.role, action, standingOf(actor))) {
    throw new AppError("forbidden", `This token is limited to other actions: its scopes do not include ${action}.`, {
      extensions: { action, role: actor.role, scopes: actor.scopes },
    });
  }
  throw new AppError("forbidden", `You act as ${actor.role}. This is for ${whoMayInstead(actor, action)}.`, {
    extensions: { action, role: actor.role },
  });
}
