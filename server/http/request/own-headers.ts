import type { IncomingMessage } from "node:http";

/** By this request header Next learns the nonce of its scripts. */
export const policyHeader = "content-security-policy";

/** A policy from outside would set a nonce; Next trusts a forwarded host; the others are internal to Next. */
const foreign = new Set([
  policyHeader,
  "content-security-policy-report-only",
  "x-nonce",
  "x-middleware-subrequest",
  "x-middleware-rewrite",
  "x-middleware-next",
  "next-resume",
  "next-action",
  "x-forwarded-host",
  "x-forwarded-port",
]);

/** Removes headers that only our own HTTP server or Next itself may set. */
export function stripOwnHeaders(incoming: IncomingMessage): void {
  const { rawHeaders, headers } = incoming;
  for (let index = rawHeaders.length - 2; index >= 0; index -= 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? "";
    if (!name.startsWith("x-redeliver-") && !foreign.has(name)) continue;
    // node makes this from the raw headers when it is first read, by the number that there were, and throws when some are gone.
    delete incoming.headersDistinct[name];
    rawHeaders.splice(index, 2);
    delete headers[name];
  }
}

/** The path and query that were asked for: pages do not learn them from Next, and a sign-in must lead back. */
export const urlHeader = "x-redeliver-url";

/** Tells Next's pages something that a client cannot. */
export function setOwnHeader(incoming: IncomingMessage, name: string, value: string): void {
  incoming.headers[name] = value;
  incoming.rawHeaders.push(name, value);
}
