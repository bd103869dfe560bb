import type { Actor } from "#server/audit/actor.ts";
import { standingOf } from "#server/identity/access/may-do.ts";
import { accountInvited } from "#server/identity/messages/account-invited.ts";
import { passwordResetRequested } from "#server/identity/messages/password-reset-requested.ts";
import { env } from "#server/platform/env/env.ts";
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

/** Refuses a demo identity another copy of an account's mail (403), because each has a new link. */
export function refuseDemoAccountMail(actor: Pick<Actor, "demo">, messageType: string): void {
  if (messageType === accountInvited.type || messageType === passwordResetRequested.type) refuseDemo(actor);
}

/**
 * Refuses a visitor of the public demo a second copy where mails leave this machine (403). The limits of the store count orders:
 * any address that a visitor ordered for could be sent copies without one.
 */
export function refusePublicDemoCopy(actor: Pick<Actor, "demo">): void {
  if (standingOf(actor) !== "public-demo" || env().SMTP_URL === undefined) return;
  throw new AppError("forbidden", "The public demo sends no second copies to real mailboxes. Sign in with an account.");
}
