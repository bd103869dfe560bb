import { createHash } from "node:crypto";

/** The sender of an order: a token, a user of the console, or a guest, with its network. */
export type Caller = { kind: "token" | "user" | "guest"; id: string | null; network: string | null };

/** Shorter than this, a key can be guessed. A UUID has 36 characters. */
const unguessable = 16;

/**
 * The stored form of an Idempotency-Key: a hash of the key and of whose it is, so that no client can meet another's. A guest is
 * known by the address that the order is for, and by nothing that changes between a request and its repeat, such as the network
 * of a phone: so a guest's key must be as good as a secret. One that can be guessed counts within the guest's network only.
 */
export function scopeKey({ kind, id, network }: Caller, key: string, email: string): string {
  const weak = key.length < unguessable;
  const owner = kind === "guest" ? [kind, email.toLowerCase(), weak ? network : null] : [kind, id];
  return createHash("sha256")
    .update(JSON.stringify([...owner, key]))
    .digest("base64url");
}
