import { isIP, isIPv6 } from "node:net";
import { recordUntrustedProxy } from "#server/identity/sessions/untrusted-proxy.ts";
import { env } from "#server/platform/env/env.ts";

const plain = (address: string): string => (address.startsWith("::ffff:") ? address.slice(7) : address);

/**
 * The client's address: the socket's, whatever a header says. Where TRUSTED_PROXIES names the socket, the address that those
 * proxies were called from: the last one in X-Forwarded-For that is not one of them, because a client writes the first ones.
 */
export function clientAddress(socket: string | undefined, forwardedFor: string | null): string {
  const own = plain(socket ?? "");
  const proxies = env().TRUSTED_PROXIES;
  const trusted = (address: string) =>
    isIP(address) > 0 && (proxies?.check(address, isIPv6(address) ? "ipv6" : "ipv4") ?? false);
  if (forwardedFor === null) return own;
  if (!trusted(own)) {
    recordUntrustedProxy(own);
    return own;
  }
  const chain = forwardedFor.split(",").map((part) => plain(part.trim()));
  const client = chain.findLast((address) => !trusted(address));
  return client !== undefined && isIP(client) > 0 ? client : own;
}
