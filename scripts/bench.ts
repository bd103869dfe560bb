import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build, isBuilt } from "#scripts/build.ts";
import { startEmbeddedPostgres } from "#scripts/embedded-postgres.ts";
import { needsPages } from "#scripts/needs-pages.ts";
import { printLine, step } from "#scripts/progress.ts";

// `npm run bench`, `npm run bench -- P2 P3`, `npm run bench -- --quick`: a durable PostgreSQL of its own, for bench/measure.ts.
if (needsPages(process.argv.slice(2)) && !isBuilt())
  await step(printLine, "Building the web application", "The web application is built", () => build());
const dataDir = mkdtempSync(path.join(tmpdir(), "redeliver-bench-"));
chmodSync(dataDir, 0o755); // mkdtemp makes it 0700, which keeps out the account that root runs PostgreSQL as.
const server = await startEmbeddedPostgres({ dataDir });
try {
  const file = path.resolve(import.meta.dirname, "../bench/measure.ts");
  const where = ["--admin", server.adminUrl, "--app", server.url, "--log", path.join(dataDir, "postgres.log")];
  const child = spawn(process.execPath, [file, ...where, ...process.argv.slice(2)], { stdio: "inherit" });
  // The child cleans up first, then the server's folder is removed: an interrupted run leaves nothing.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, "exit");
  process.exitCode = code ?? 1;
} finally {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
