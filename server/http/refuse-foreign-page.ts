import { ownOrigins } from "#server/http/own-host.ts";
import type { RouteRequest } from "#server/http/route-request.ts";
import { AppError } from "#server/platform/errors.ts";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses a change that another site's page sent in somebody's name (403). Browsers say where a request comes from by
 * Sec-Fetch-Site and Origin, and no page can forge either; what says neither is no browser. A bearer token is sent by nobody
 * else's page, so it is not asked.
 */
export function refuseForeignPage({ method, headers }: Pick<RouteRequest, "method" | "headers">): void {
  if (safeMethods.has(method) || headers.get("authorization") !== null) return;
  const site = headers.get("sec-fetch-site");
  const origin = headers.get("origin");
  const foreignSite = site !== null && site !== "same-origin" && site !== "none";
  const foreignOrigin = origin !== null && !ownOrigins(headers.get("host")).includes(origin.toLowerCase());
  if (foreignSite || foreignOrigin) {
    throw new AppError("forbidden", "This was sent by a page of another site, which may not act in your name.");
  }
}
