import type { IncomingMessage } from "node:http";
import { identify } from "#server/identity/access/identify.ts";

/** The pages that require a sign-in. Each checks by itself; this list only decides about prefetches. */
const privatePage = /^\/(?:ops|inbox)(?:\/|$)/;

/** The sign-in page. */
const signInPage = "/sign-in";

/**
 * Whether a fetch by Next's router is answered with 204, so that a click loads the whole page under its own address. True for the sign-in
 * page, because a fetch that follows a redirect keeps its own address. True for a prefetch of a private page without a
 * session, because its redirect names the page that was prefetched first, and stays cached.
 */
export async function skipsRouterFetch({ headers }: IncomingMessage, path: string): Promise<boolean> {
  if (headers.rsc === undefined) return false;
  if (path === signInPage) return true;
  const isPrefetch =
    headers["next-router-prefetch"] !== undefined || headers["next-router-segment-prefetch"] !== undefined;
  if (!isPrefetch || !privatePage.test(path)) return false;
  const given = { get: (name: string) => headers[name]?.toString() ?? null };
  return (await identify(given).catch(() => null)) === null;
}
