import { isIPv4 } from "node:net";

/** Whether only this computer can reach a name or an address. A name such as `127.evil.example` is not loopback. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  return name === "localhost" || name === "::1" || (isIPv4(name) && name.startsWith("127."));
}
