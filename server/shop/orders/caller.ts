import { createHash } from "node:crypto";

/** The sender of an order: a token, a user of the console, or a guest, with its network. */
export type Caller = { kind: "token" | "user" | "guest"; id: string | null; network: string | null };

/** The length from which a key counts as unguessable. A UUID has 36 characters. */
const unguessable = 16;

/**
 * The stored form of an Idempotency-Key: a hash of key and owner, so that clients cannot share one. The owner of a guest's key
 * is the address of the order, because the network may change before a repeat. Such a key must be hard to guess: a shorter one
 * is valid within the guest's network only.
 */
export function scopeKey({ kind, id, network }: Caller, key: string, email: string): string {
  const weak = key.length < unguessable;
  const owner = kind === "guest" ? [kind, email.toLowerCase(), weak ? network : null] : [kind, id];
  return createHash("sha256")
    .update(JSON.stringify([...owner, key]))
    .digest("base64url");
}
