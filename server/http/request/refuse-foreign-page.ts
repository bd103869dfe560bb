import { ownOrigins } from "#server/http/request/own-host.ts";
import { AppError } from "#server/platform/errors.ts";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses a change that a page of another site sent with the user's session (403). Browsers name the source of a request in
 * Sec-Fetch-Site and Origin, and no page can forge them. No foreign page sends a bearer token, so those pass.
 * With `reads`, a GET is refused as well.
 */
export function refuseForeignPage(
  { method, headers }: { method: string; headers: Pick<Headers, "get"> },
  { reads = false } = {},
): void {
  if ((safeMethods.has(method) && !reads) || headers.get("authorization") !== null) return;
  const site = headers.get("sec-fetch-site");
  const origin = headers.get("origin");
  const foreignSite = site !== null && site !== "same-origin" && site !== "none";
  const foreignOrigin = origin !== null && !ownOrigins(headers.get("host")).includes(origin.toLowerCase());
  if (foreignSite || foreignOrigin) {
    throw new AppError("forbidden", "A page of another site may not send this request.");
  }
}
