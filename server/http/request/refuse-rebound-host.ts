import { isOwnHost } from "#server/http/request/own-host.ts";
import { AppError } from "#server/platform/errors.ts";

/**
 * Refuses a request under a name that is not this server's (403). A page whose name was made to lead to this machine (DNS
 * rebinding) is its own origin, so nothing else tells it from ours. Our own server asks before every route already; this is
 * for the platforms where Next mounts the routes itself.
 */
export function refuseReboundHost(headers: Pick<Headers, "get">): void {
  if (isOwnHost(headers.get("host"))) return;
  throw new AppError(
    "forbidden",
    "The demo is served under its own host name only. Open it at localhost or its address, or set APP_URL to this name.",
  );
}
