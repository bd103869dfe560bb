import type { IncomingMessage } from "node:http";
import { localConsoleHeader, localNonce } from "#server/http/local-console.ts";
import { refuseLoopbackTrust } from "#server/http/refuse-loopback-trust.ts";

/** Tells Next's pages that a person at this machine asks; without the mark they refuse the console. */
export function markLocalConsole(incoming: IncomingMessage, client: { address: string } | undefined): void {
  const get = (name: string) => {
    const value = incoming.headers[name];
    return Array.isArray(value) ? value.join(", ") : (value ?? null);
  };
  if (refuseLoopbackTrust(incoming.method ?? "GET", { get }, client) !== null) return;
  incoming.headers[localConsoleHeader] = localNonce();
  incoming.rawHeaders.push(localConsoleHeader, localNonce());
}
