import { isIP } from "node:net";
import { env } from "#server/env.ts";
import { AppError } from "#server/errors.ts";

/**
 * Refuses a request under a name that is not this server's (403). A page whose name was made to lead to this machine (DNS
 * rebinding) is its own origin, so nothing else tells it from ours. An address cannot be rebound; localhost is not looked up.
 */
export function refuseReboundHost(headers: Pick<Headers, "get">): void {
  const host = (headers.get("host") ?? "").toLowerCase();
  const name = host.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
  const own = env().APP_URL && new URL(env().APP_URL ?? "").host.toLowerCase();
  if (name === "localhost" || isIP(name) > 0 || host === own) return;
  throw new AppError(
    "forbidden",
    "The demo lets people in under its own name alone: open it at localhost or its address, or set APP_URL to this name.",
  );
}
