import { isIPv4 } from "node:net";

const ownNames = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;
const proxyMarks = [
  ...["forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip", "fastly-client-ip"],
  ...["for", "host", "proto", "port", "server", "scheme", "ssl", "prefix", "user"].map((name) => `x-forwarded-${name}`),
];
const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

function isLoopback(address: string): boolean {
  const plain = address.startsWith("::ffff:") ? address.slice(7) : address;
  return plain === "::1" || (isIPv4(plain) && plain.startsWith("127."));
}

/**
 * Why a request is not one that a person at this machine made, or null where it is. The Host header decides against DNS
 * rebinding, a proxy's marks against strangers behind it, Origin and Sec-Fetch-Site against other sites' pages.
 */
export function refuseLoopbackTrust(
  method: string,
  headers: Pick<Headers, "get">,
  client: { address: string } | undefined,
): string | null {
  if (!client || !isLoopback(client.address)) return "The request does not come from this machine.";
  const host = headers.get("host") ?? "";
  if (!ownNames.test(host)) return "The Host header does not name this machine (localhost, 127.0.0.1 or [::1]).";
  if (proxyMarks.some((name) => headers.get(name) !== null)) return "The request came through a proxy.";
  if (safeMethods.has(method)) return null;
  const origin = headers.get("origin");
  if (origin !== null && origin.toLowerCase() !== `http://${host}`.toLowerCase()) {
    return "The request was sent by a page of another origin.";
  }
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") {
    return "The request was sent by a page of another site.";
  }
  return null;
}
