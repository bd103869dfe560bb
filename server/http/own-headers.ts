import type { IncomingMessage } from "node:http";

/** Removes what a client must not be able to say: the x-redeliver-* headers, which only our own HTTP server sets. */
export function stripOwnHeaders({ rawHeaders, headers }: IncomingMessage): void {
  for (let index = rawHeaders.length - 2; index >= 0; index -= 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? "";
    if (!name.startsWith("x-redeliver-")) continue;
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
