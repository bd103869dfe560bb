import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { FullConfig } from "@playwright/test";
import { freePort } from "#scripts/pick-port.ts";
import { type Product, startAll } from "#scripts/start-all.ts";

const ours =
  /^(PORT|HOST|DATABASE_URL|DATABASE_POOL_SIZE|DIRECT_URL|SMTP_URL|MAIL_FROM|DATA_DIR|NODE_ENV|LOG_LEVEL|BUILD_ID|APP_URL|ADMIN_EMAIL|ADMIN_PASSWORD|TRUSTED_PROXIES|LIVE_STREAM_SECONDS|VERCEL|AWS_LAMBDA_FUNCTION_NAME|(RETRY|SINK|WAREHOUSE|ALERT|STORE)_.*)$/;

/** Playwright's global set-up: the complete product, as `npm start` starts it, once for each worker. Answers the teardown. */
export default async function setUp({ workers }: FullConfig): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(tmpdir(), "redeliver-e2e-"));
  chmodSync(folder, 0o755);
  const dataDirs = Array.from({ length: workers }, (_, index) => path.join(folder, String(index)));
  const token = randomBytes(32).toString("hex");
  // What the person at this terminal runs must not decide how the tests go.
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
  const onCall = "on-call@example.com";
  const env = { ...clean, DEMO_MODE: "1", API_TOKEN: token, ALERT_EMAIL: onCall };
  const products: Product[] = [];
  const tearDown = async () => {
    await Promise.all(products.map((product) => product.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const dataDir of dataDirs) products.push(await startAll({ dataDir, port: await freePort(), env }));
  } catch (error) {
    await tearDown();
    throw error;
  }
  process.env.E2E_API_TOKEN = token;
  process.env.E2E_ON_CALL = onCall;
  process.env.E2E_LOGS = dataDirs.map((dataDir) => path.join(dataDir, "logs")).join(path.delimiter);
  process.env.E2E_PRODUCTS = JSON.stringify(
    products.map(({ origin, databaseUrl }) => ({ E2E_ORIGIN: origin, E2E_DATABASE_URL: databaseUrl })),
  );
  return tearDown;
}
