import type { Actor } from "#server/audit/actor.ts";
import { standingOf } from "#server/identity/access/may-do.ts";
import { accountInvited } from "#server/identity/messages/account-invited.ts";
import { passwordResetRequested } from "#server/identity/messages/password-reset-requested.ts";
import { env } from "#server/platform/env/env.ts";
import { AppError } from "#server/platform/errors.ts";

/**
 * Throws 403 for a demo identity. Verbs that create or change accounts, tokens and invitations call it beside the role map,
 * because any visitor can act as a demo identity, and the accounts would outlive the demo.
 */
export function refuseDemo({ demo = false }: Pick<Actor, "demo">): void {
  if (!demo) return;
  throw new AppError(
    "forbidden",
    "Demo identities cannot create or change accounts and tokens. Sign in with an account.",
  );
}

/** Throws 403 where a demo identity resends an account mail, because each copy has a new link. */
export function refuseDemoAccountMail(actor: Pick<Actor, "demo">, messageType: string): void {
  if (messageType === accountInvited.type || messageType === passwordResetRequested.type) refuseDemo(actor);
}

/**
 * Throws 403 where a visitor of the public demo resends a mail to a real mailbox. The store's limits count orders, not copies, so
 * that a visitor could send any number of them to an address.
 */
export function refusePublicDemoCopy(actor: Pick<Actor, "demo">): void {
  if (standingOf(actor) !== "public-demo" || env().SMTP_URL === undefined) return;
  throw new AppError("forbidden", "The public demo sends no second copies to real mailboxes. Sign in with an account.");
}
