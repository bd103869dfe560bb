import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startAll } from "#scripts/start-all.ts";

const ours =
  /^(PORT|HOST|DATABASE_URL|DATABASE_POOL_SIZE|DIRECT_URL|SMTP_URL|MAIL_FROM|DATA_DIR|NODE_ENV|LOG_LEVEL|BUILD_ID|APP_URL|ADMIN_EMAIL|ADMIN_PASSWORD|TRUSTED_PROXIES|LIVE_STREAM_SECONDS|VERCEL|AWS_LAMBDA_FUNCTION_NAME|(RETRY|SINK|WAREHOUSE|ALERT)_.*)$/;

/** Playwright's global set-up: the complete product, as `npm start` starts it, on data of its own. Answers the teardown. */
export default async function setUp(): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "redeliver-e2e-"));
  chmodSync(dataDir, 0o755);
  // What the person at this terminal runs must not decide how the tests go.
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
  const env = {
    ...clean,
    DEMO_MODE: "1",
    API_TOKEN: process.env.E2E_API_TOKEN,
    ALERT_EMAIL: process.env.E2E_ON_CALL,
  };
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  try {
    const product = await startAll({ dataDir, port: Number(process.env.E2E_PORT), env });
    process.env.E2E_DATABASE_URL = product.databaseUrl;
    process.env.E2E_LOGS = path.join(dataDir, "logs");
    process.env.E2E_PIDS = JSON.stringify(product.pids());
    return () => product.stop().finally(remove);
  } catch (error) {
    remove();
    throw error;
  }
}
