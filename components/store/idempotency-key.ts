import type { PlaceOrderBody } from "#server/contracts/shop/order.ts";

const name = "redeliver.order-attempt";

/** Random key. crypto.randomUUID is not available on plain http. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function remembered(): { key: string; body: string } | null {
  try {
    const stored: unknown = JSON.parse(window.sessionStorage.getItem(name) ?? "null");
    if (typeof stored !== "object" || stored === null || !("key" in stored) || !("body" in stored)) return null;
    return typeof stored.key === "string" && typeof stored.body === "string"
      ? { key: stored.key, body: stored.body }
      : null;
  } catch {
    return null;
  }
}

/**
 * Idempotency-Key of an order, kept through retries and reloads until a response arrives, so that a lost response never
 * creates a second order. A different order gets a different key.
 */
export function idempotencyKeyOf(order: PlaceOrderBody): string {
  const body = JSON.stringify(order);
  const known = remembered();
  if (known?.body === body) return known.key;
  const key = newKey();
  try {
    window.sessionStorage.setItem(name, JSON.stringify({ key, body }));
  } catch {
    // Without storage the key lasts for this page view.
  }
  return key;
}

/** Forgets the key after a response. */
export function forgetIdempotencyKey() {
  try {
    window.sessionStorage.removeItem(name);
  } catch {
    // Nothing was stored.
  }
}
