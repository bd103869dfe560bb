import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";

/** One order as its client knows it: accepted under this id, refused for good, or still unknown. */
export type LedgerEntry = { key: string; email: string; outcome: "ok" | "fail" | "info"; orderId: string | null };

const patienceMilliseconds = 8_000;
const pauseMilliseconds = 300;

type Options = { origin: string; token: string; productId: string; random: () => number };

export type Placing = {
  /** The part of the orders whose address is refused by the mail server. */
  failing: number;
  /** The part of the others that an operator ships at once. */
  shipped: number;
  /** Aborted: an outcome that is still unknown stays so. */
  giveUp: AbortSignal;
};

/**
 * A client of the store that keeps a ledger. After a time-out, a reset or a 5xx the outcome of the order is unknown: it
 * is asked again under the same Idempotency-Key until an answer settles it.
 */
export function createOrderClient({ origin, token, productId, random }: Options) {
  const ledger: LedgerEntry[] = [];
  let accepted = performance.now();
  let longestGap = 0;

  async function post(path: string, key: string, body: object): Promise<Response | null> {
    try {
      return await fetch(`${origin}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": key, authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(patienceMilliseconds),
      });
    } catch {
      return null;
    }
  }

  /** Asks until the answer is known, or `signal` says to leave it unknown. */
  async function settle(path: string, key: string, body: object, signal: AbortSignal): Promise<Response | null> {
    for (;;) {
      const answer = await post(path, key, body);
      if (answer !== null && answer.status < 500) return answer;
      await answer?.body?.cancel().catch(() => undefined);
      if (signal.aborted) return null;
      await delay(pauseMilliseconds);
    }
  }

  async function place({ failing, shipped, giveUp }: Placing): Promise<void> {
    const key = randomUUID();
    const email = `${random() < failing ? "bounce+" : ""}${key}@example.com`;
    const entry: LedgerEntry = { key, email, outcome: "info", orderId: null };
    ledger.push(entry);
    const body = { customer: { name: "Ada Lovelace", email }, items: [{ productId, quantity: 1 }] };
    const answer = await settle("/api/v1/orders", key, body, giveUp);
    if (answer === null) return;
    const { orderId = null } = (await answer.json()) as { orderId?: string };
    Object.assign(entry, { outcome: answer.ok ? "ok" : "fail", orderId });
    longestGap = Math.max(longestGap, performance.now() - accepted);
    accepted = performance.now();
    if (orderId !== null && !email.startsWith("bounce+") && random() < shipped) {
      const ship = await settle(`/api/v1/orders/${orderId}/ship`, randomUUID(), {}, giveUp);
      await ship?.body?.cancel();
      if (ship !== null && !ship.ok && ship.status !== 409) throw new Error(`shipping was answered ${ship.status}`);
    }
  }

  return { ledger, place, longestGapSeconds: () => longestGap / 1_000 };
}
