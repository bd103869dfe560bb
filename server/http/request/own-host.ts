import { isIP } from "node:net";
import { env } from "#server/platform/env/env.ts";

/** A name or address with an optional port: userinfo, a path or a query in it would make another URL of it. */
const plainHost = /^[\w.-]+(?::\d+)?$|^\[[\da-f:.]+\](?::\d+)?$/i;

/**
 * Whether a Host header names this server: the one place that judges it. An address cannot be rebound and localhost is not
 * looked up, so both are ours. A name is ours if APP_URL says it; without APP_URL any is, but for the local demo, which a page
 * under a rebound name could otherwise enter. X-Forwarded-Host is not read.
 */
export function isOwnHost(host: string | null): boolean {
  if (host === null || !plainHost.test(host)) return false;
  const { APP_URL, DEMO_MODE } = env();
  const name = host.toLowerCase().replace(/:\d+$/, "");
  if (name === "localhost" || isIP(name.replace(/^\[(.*)\]$/, "$1")) > 0) return true;
  if (APP_URL === undefined) return DEMO_MODE !== "local";
  const own = new URL(APP_URL);
  const asked = `${own.protocol}//${host}`;
  return URL.canParse(asked) && new URL(asked).host === own.host;
}

/** The origins of our own pages, as a browser under this Host would name them. */
export function ownOrigins(host: string | null): string[] {
  const { APP_URL } = env();
  const here = isOwnHost(host) ? [`http://${host}`, `https://${host}`] : [];
  return [...here, ...(APP_URL === undefined ? [] : [APP_URL])].map((origin) => origin.toLowerCase());
}

/** The detail of the refusal. */
export const foreignHostDetail = (): string => {
  const known = env().APP_URL ?? "localhost or its address";
  return `The Host header does not name this server. Open it at ${known}, or set APP_URL to its public name. A proxy must pass Host on.`;
};
