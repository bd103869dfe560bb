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
