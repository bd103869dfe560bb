import "#server/modules.ts";
import type { Route } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { safeNext } from "#app/safe-next.ts";
import type { KnownActor } from "#server/audit/actor.ts";
import { mayDo } from "#server/audit/may-do.ts";
import type { Action } from "#server/contracts/identity/access.ts";
import { urlHeader } from "#server/http/own-headers.ts";
import { identify } from "#server/identity/access/identify.ts";
import { AppError } from "#server/platform/errors.ts";

/** Whoever asks for this page, looked up once per request: a layout is not run again on every navigation. */
const visitor = cache(async (): Promise<KnownActor | null> => {
  try {
    return await identify(await headers());
  } catch (error) {
    // A bearer token that is wrong: pages are for people, and they can sign in.
    if (error instanceof AppError) return null;
    throw error;
  }
});

/** Sends nobody to the sign-in page, and back here after it. */
export async function requireVisitor(): Promise<KnownActor> {
  const actor = await visitor();
  if (actor) return actor;
  const next = safeNext((await headers()).get(urlHeader) ?? undefined);
  redirect(`/sign-in?next=${encodeURIComponent(next)}` as Route);
}

/** Whether whoever asks may do this. Every page asks before it reads; nobody is sent to sign in first. */
export async function mayVisit(action: Action): Promise<boolean> {
  return mayDo(await requireVisitor(), action);
}

/** For titles: nobody is sent anywhere. */
export async function isAllowed(action: Action): Promise<boolean> {
  const actor = await visitor();
  return actor !== null && mayDo(actor, action);
}
