import { randomBytes } from "node:crypto";
import { type Product, startProduct } from "#bench/rig/start-product.ts";
import { eventually } from "#server/testing/eventually.ts";
import { freePort } from "#server/testing/servers/free-port.ts";

/** Where a store listens, and the operator's token that it knows: the same for every process that takes its place. */
export type StorePlace = { origin: string; token: string; env: Record<string, string> };

/** A rig places more orders at once than a guest may. */
export const unlimited = { STORE_LIMIT_PER_RECIPIENT: "off", STORE_LIMIT_PER_CLIENT: "off", STORE_OPEN_ORDERS: "off" };

/** A free port of this machine and a token of its own, for a store over this database. */
export async function aStorePlace(url: string): Promise<StorePlace> {
  const port = await freePort();
  const token = randomBytes(24).toString("hex");
  const env = { NODE_ENV: "production", DATABASE_URL: url, PORT: String(port), API_TOKEN: token, ...unlimited };
  return { origin: `http://127.0.0.1:${port}`, token, env };
}

/** The status of /api/readyz, or 0 without a response within 4 s. */
export const readinessOf = (origin: string): Promise<number> =>
  fetch(`${origin}/api/readyz`, { signal: AbortSignal.timeout(4_000) }).then(
    ({ status }) => status,
    () => 0,
  );

/** Starts the web process and waits until it takes orders, or has ended before that. */
export async function startStore({ origin, env }: StorePlace, more: Record<string, string> = {}): Promise<Product> {
  const web = startProduct("web", { ...env, ...more });
  const ready = eventually(async () => (await readinessOf(origin)) === 200, { timeoutMs: 60_000, everyMs: 100 });
  await Promise.race([ready, web.ended]);
  return web;
}
