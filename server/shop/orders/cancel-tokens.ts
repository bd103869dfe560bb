import { createHmac, timingSafeEqual } from "node:crypto";
import { readInstallationSecret } from "#server/identity/sessions/sql/installation-secret.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import type { Env } from "#server/platform/env/env.ts";

/** Derives the cancel token of an order from its id. */
type CancelTokens = (orderId: string) => string;

/** The secret of a database never changes: it is read once per pool. */
const known = new WeakMap<Queryable, Promise<CancelTokens>>();

/**
 * The cancel tokens of a database's orders: 128 bits of an HMAC-SHA-256 of the order's id under the installation's secret. A
 * derived token is the same for a repeated request and a later mail, is in no payload, and exists for earlier orders, too.
 */
export async function cancelTokens(queryable: Queryable): Promise<CancelTokens> {
  const reading = known.get(queryable) ?? readInstallationSecret(queryable, "order_cancel").then(tokensBy);
  known.set(queryable, reading);
  try {
    return await reading;
  } catch (error) {
    known.delete(queryable);
    throw error;
  }
}

const tokensBy =
  (secret: Buffer): CancelTokens =>
  (orderId) =>
    createHmac("sha256", secret)
      .update(`cancel ${orderId.toLowerCase()}`)
      .digest()
      .subarray(0, 16)
      .toString("base64url");

/** Whether this is the order's token. Constant time for tokens of its length. */
export function isCancelToken(tokenOf: CancelTokens, orderId: string, given: string): boolean {
  const [own, other] = [Buffer.from(tokenOf(orderId)), Buffer.from(given)];
  return own.length === other.length && timingSafeEqual(own, other);
}

/** The URL of the order's page. The cancel token is in the fragment, which no server, log or Referer gets. */
export const cancelLink = ({ APP_URL, PORT = 3000 }: Pick<Env, "APP_URL" | "PORT">, orderId: string, token: string) =>
  `${APP_URL ?? `http://localhost:${PORT}`}/orders/${orderId}#cancel=${token}`;
