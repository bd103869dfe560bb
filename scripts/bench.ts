import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmbeddedPostgres } from "#scripts/embedded-postgres.ts";

const dataDir = mkdtempSync(path.join(tmpdir(), "redeliver-bench-"));
chmodSync(dataDir, 0o755); // mkdtemp makes it 0700, which keeps out the account that root runs PostgreSQL as.
const server = await startEmbeddedPostgres({ dataDir });
try {
  const file = path.resolve(import.meta.dirname, "../bench/measure.ts");
  const where = ["--admin", server.adminUrl, "--app", server.url, "--log", path.join(dataDir, "postgres.log")];
  const child = spawn(process.execPath, [file, ...where, ...process.argv.slice(2)], { stdio: "inherit" });
  const [code] = await once(child, "exit");
  process.exitCode = code ?? 1;
} finally {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
