import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { FullConfig } from "@playwright/test";
import { readIfAny } from "#scripts/is-alive.ts";
import { freePort } from "#scripts/pick-port.ts";
import { type Product, startAll } from "#scripts/start-all.ts";

const ours =
  /^(PORT|HOST|DATABASE_URL|DATABASE_POOL_SIZE|DIRECT_URL|(WEB|WORKER|SINK)_DATABASE_URL|SMTP_URL|MAIL_FROM|DATA_DIR|NODE_ENV|LOG_LEVEL|BUILD_ID|APP_URL|ADMIN_EMAIL|ADMIN_PASSWORD|TRUSTED_PROXIES|API_TOKEN_SCOPES|LIVE_STREAM_SECONDS|VERCEL|AWS_LAMBDA_FUNCTION_NAME|(RETRY|REPLAY|SINK|WAREHOUSE|ALERT|AUDIT|STORE)_.*)$/;

/** The "permission denied" lines of PostgreSQL's log, with the statements. */
const findRefusals = (dataDir: string): string[] =>
  readIfAny(path.join(dataDir, "postgres.log"))
    .split("\n")
    .flatMap((line, index, lines) =>
      /ERROR: {2}(permission denied|must be owner)/.test(line) ? [line, lines[index + 1] ?? ""] : [],
    );

/** Playwright's global set-up: the complete product, as `npm start` starts it, once for each worker. Returns the teardown. */
export default async function setUp({ workers }: FullConfig): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(tmpdir(), "redeliver-e2e-"));
  chmodSync(folder, 0o755);
  const dataDirs = Array.from({ length: workers }, (_, index) => path.join(folder, String(index)));
  const token = randomBytes(32).toString("hex");
  // The settings of this terminal must not affect the tests.
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
  const onCall = "on-call@example.com";
  // Demo identities cannot create accounts, so the tests use this admin.
  const admin = { ADMIN_EMAIL: "ana@example.com", ADMIN_PASSWORD: randomBytes(16).toString("hex") };
  // Small, so that a test needs few dead letters for a bulk replay that a second person approves.
  const limits = { REPLAY_APPROVAL_ABOVE: "40" };
  const env = { ...clean, ...admin, ...limits, DEMO_MODE: "1", API_TOKEN: token, ALERT_EMAIL: onCall };
  const products: Product[] = [];
  const tearDown = async () => {
    await Promise.all(products.map((product) => product.stop()));
    const refused = dataDirs.flatMap(findRefusals);
    rmSync(folder, { recursive: true, force: true });
    // The processes connect as the roles of web, worker and sink: a missing right fails the run.
    if (refused.length > 0)
      throw new Error(`PostgreSQL refused statements of the product:\n${refused.slice(0, 20).join("\n")}`);
  };
  try {
    for (const dataDir of dataDirs) products.push(await startAll({ dataDir, port: await freePort(), env }));
  } catch (error) {
    await tearDown();
    throw error;
  }
  process.env.E2E_API_TOKEN = token;
  process.env.E2E_ON_CALL = onCall;
  process.env.E2E_ADMIN = JSON.stringify({ email: admin.ADMIN_EMAIL, password: admin.ADMIN_PASSWORD });
  process.env.E2E_LOGS = dataDirs.map((dataDir) => path.join(dataDir, "logs")).join(path.delimiter);
  process.env.E2E_PRODUCTS = JSON.stringify(
    products.map(({ origin, databaseUrl }) => ({ E2E_ORIGIN: origin, E2E_DATABASE_URL: databaseUrl })),
  );
  return tearDown;
}
