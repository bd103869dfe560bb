import "#server/modules.ts";
import type { Route } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { safeNext } from "#app/safe-next.ts";
import type { KnownActor } from "#server/audit/actor.ts";
import { mayDo } from "#server/audit/may-do.ts";
import type { Action } from "#server/contracts/identity/access.ts";
import { urlHeader } from "#server/http/request/own-headers.ts";
import { identify } from "#server/identity/access/identify.ts";
import { AppError } from "#server/platform/errors.ts";

/** The user of this request, looked up once. Layouts do not run again on every navigation. */
const visitor = cache(async (): Promise<KnownActor | null> => {
  try {
    return await identify(await headers());
  } catch (error) {
    // An invalid bearer token counts as signed out.
    if (error instanceof AppError) return null;
    throw error;
  }
});

/** The signed-in user; redirects to the sign-in page otherwise, and back afterwards. */
export async function requireVisitor(): Promise<KnownActor> {
  const actor = await visitor();
  if (actor) return actor;
  const next = safeNext((await headers()).get(urlHeader) ?? undefined);
  redirect(`/sign-in?next=${encodeURIComponent(next)}` as Route);
}

/** Whether the user may perform the action. Redirects to the sign-in page first if signed out. */
export async function mayVisit(action: Action): Promise<boolean> {
  return mayDo(await requireVisitor(), action);
}

/** Whether the user may perform the action, without a redirect. For titles. */
export async function isAllowed(action: Action): Promise<boolean> {
  const actor = await visitor();
  return actor !== null && mayDo(actor, action);
}
