import { randomBytes } from "node:crypto";

/** Only our own HTTP server sets this header; it deletes every x-redeliver-* header that a client sends. */
export const localConsoleHeader = "x-redeliver-local";

// Next bundles its own copy of this module: both copies must see the same nonce.
const slot = Symbol.for("redeliver.local");
const store: Record<symbol, unknown> = globalThis as unknown as Record<symbol, unknown>;

/** A random value of this process that stands for "our HTTP server saw a person at this machine". */
export function localNonce(): string {
  const known = store[slot];
  if (typeof known === "string") return known;
  const nonce = randomBytes(24).toString("base64url");
  store[slot] = nonce;
  return nonce;
}

/** Whether a page was asked for by a person at this machine, as our HTTP server found. False on any other server. */
export function isLocalConsoleRequest(headers: Pick<Headers, "get">): boolean {
  return headers.get(localConsoleHeader) === localNonce();
}
