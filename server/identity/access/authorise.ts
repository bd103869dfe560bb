import type { KnownActor } from "#server/audit/actor.ts";
import { mayDo, standingOf, whoMayInstead } from "#server/audit/may-do.ts";
import { type Action, can } from "#server/contracts/identity/access.ts";
import { identify } from "#server/identity/access/identify.ts";
import { env } from "#server/platform/env/env.ts";
import { AppError } from "#server/platform/errors.ts";

/** In the demo the store shows the pipeline to guests without a session. */
const guest: KnownActor = { kind: "user", id: "guest", name: "Guest", email: null, role: "viewer", sessionId: null };

/** Returns the actor of a request if it may do an action. Throws 401 without credentials, 403 for a role that may not. */
export async function authorise(headers: Pick<Headers, "get">, action: Action): Promise<KnownActor> {
  if (env().DEMO_MODE !== "off" && action === "pipeline.read" && headers.get("authorization") === null) return guest;
  const actor = await identify(headers);
  if (!actor)
    throw new AppError("unauthorized", "Sign in at /sign-in, or send Authorization: Bearer with an API token.");
  if (action === "account.own" && actor.kind === "token") {
    throw new AppError("forbidden", "A token has no account of its own. Sign in with an account.");
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
