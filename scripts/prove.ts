import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build, isBuilt } from "#scripts/build.ts";
import { startThrowawayPostgres } from "#scripts/embedded-postgres.ts";
import { freePort } from "#scripts/pick-port.ts";
import { printLine, step } from "#scripts/progress.ts";
import { servePostgres } from "#scripts/serve-postgres.ts";
import { startAll } from "#scripts/start-all.ts";

// `npm run prove -- kill`: starts a PostgreSQL of its own and runs the proof, bench/prove-<name>.ts.
const [name = "kill", ...options] = process.argv.slice(2);
const proofs = [
  "kill",
  "database",
  "bulk",
  "model",
  "triage-race",
  "pooler",
  "breakages",
  "truth",
  "hostile-smtp",
  "attack",
];
const root = path.resolve(import.meta.dirname, "..");
if (name === "truth") {
  // A browser test with larger numbers: it starts the whole product itself.
  const verdict = path.join(root, "docs/proof/truth.md");
  const runner = path.join(root, "node_modules/@playwright/test/cli.js");
  const child = spawn(process.execPath, [runner, "test", "--project=timed", "--workers=1", "e2e/truth.spec.ts"], {
    ...{ cwd: root, stdio: "inherit" },
    env: { ...process.env, TRUTH_SECONDS: options[0] ?? "300", TRUTH_VERDICT: verdict },
  });
  const [code] = await once(child, "exit");
  process.exit(code ?? 1);
}
if (!proofs.includes(name)) {
  console.error(`✗ Unknown proof ${name}. The proofs are ${proofs.join(", ")}`);
  process.exit(2);
}

/** Proofs that start a store. */
const needsBuild = ["kill", "database", "pooler"].includes(name);

/** Starts the whole product in production mode without the demo: with APP_URL, an admin and a proxy. */
async function startProduct() {
  const dataDir = mkdtempSync(path.join(tmpdir(), "redeliver-proof-"));
  chmodSync(dataDir, 0o755);
  const port = await freePort();
  const product = await startAll({
    ...{ dataDir, port, quiet: true },
    env: {
      ...{ PATH: process.env.PATH, HOME: process.env.HOME, LOG_LEVEL: "warn" },
      APP_URL: `http://127.0.0.1:${port}`,
      TRUSTED_PROXIES: "192.0.2.1",
      ADMIN_EMAIL: "admin@example.com",
      ADMIN_PASSWORD: randomBytes(16).toString("hex"),
    },
  });
  const stop = () => product.stop().then(() => rmSync(dataDir, { recursive: true, force: true }));
  return { url: product.databaseUrl, more: ["--origin", product.origin], stop };
}

async function startServer() {
  if (name === "attack") return startProduct();
  if (needsBuild && !isBuilt()) {
    await step(printLine, "Building the web application", "The web application is built", () => build());
  }
  if (name !== "database" && name !== "bulk") {
    const { url, adminUrl, stop } = await startThrowawayPostgres();
    // A pooler logs in with a password as the application does.
    return { url: name === "pooler" ? url : adminUrl, more: [], stop };
  }
  // A durable server that is restarted at once whenever the proof stops it.
  const dataDir = mkdtempSync(path.join(tmpdir(), "redeliver-proof-"));
  const { url, adminUrl, stop } = await servePostgres(
    dataDir,
    () => {},
    () => 0,
  );
  const stopAndForget = () => stop().then(() => rmSync(dataDir, { recursive: true, force: true }));
  return { url, more: ["--admin", adminUrl], stop: stopAndForget };
}

const server = await startServer();
try {
  const file = path.resolve(import.meta.dirname, `../bench/prove-${name}.ts`);
  const child = spawn(process.execPath, [file, "--server", server.url, ...server.more, ...options], {
    stdio: "inherit",
  });
  // The proof cleans up first, then the server stops.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, "exit");
  process.exitCode = code ?? 1;
} finally {
  await server.stop();
}
