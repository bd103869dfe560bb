import type { Actor } from "#server/audit/actor.ts";
import { standingOf } from "#server/audit/may-do.ts";
import { refuseDemo } from "#server/audit/refuse-demo.ts";
import { messageOfType } from "#server/delivery/messages/registry.ts";
import { env } from "#server/platform/env/env.ts";
import { AppError } from "#server/platform/errors.ts";

/** Refuses a demo identity another copy of a mail that gives access to an account (403), because each has a new link. */
export function refuseDemoAccountMail(actor: Pick<Actor, "demo">, messageType: string): void {
  if (messageOfType(messageType)?.givesAccess) refuseDemo(actor);
}

/**
 * Throws 403 where a visitor of the public demo resends a mail to a real mailbox. The limits of an application do not count
 * copies, so that a visitor could send any number of them to an address.
 */
export function refusePublicDemoCopy(actor: Pick<Actor, "demo">): void {
  if (standingOf(actor) !== "public-demo" || env().SMTP_URL === undefined) return;
  throw new AppError("forbidden", "The public demo sends no second copies to real mailboxes. Sign in with an account.");
}
