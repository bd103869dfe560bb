import type { PlaceOrderBody } from "#server/contracts/shop/order.ts";

const name = "redeliver.order-attempt";

/** Random enough for a key, also on plain http, where crypto.randomUUID is missing. */
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
 * The Idempotency-Key of an order: the same until an answer comes, through retries and reloads, so that a lost answer never
 * makes a second order. Another cart is another order and gets another key.
 */
export function keyFor(order: PlaceOrderBody): string {
  const body = JSON.stringify(order);
  const known = remembered();
  if (known?.body === body) return known.key;
  const key = newKey();
  try {
    window.sessionStorage.setItem(name, JSON.stringify({ key, body }));
  } catch {
    // Without storage a retry within this page view still has its key: the caller holds it.
  }
  return key;
}

/** An answer came: the next order is a new one. */
export function forgetKey() {
  try {
    window.sessionStorage.removeItem(name);
  } catch {
    // Nothing was kept.
  }
}
