import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { startThrowawayPostgres } from "#scripts/embedded-postgres.ts";

// `npm run prove -- kill`: starts a PostgreSQL of its own and hands over to the proof, bench/prove-<name>.ts.
const [name = "kill", ...options] = process.argv.slice(2);
const proofs = ["kill", "model"];
if (!proofs.includes(name)) {
  console.error(`✗ There is no proof ${name}: there is ${proofs.join(", ")}`);
  process.exit(2);
}
const server = await startThrowawayPostgres();
try {
  const file = path.resolve(import.meta.dirname, `../bench/prove-${name}.ts`);
  const child = spawn(process.execPath, [file, "--server", server.adminUrl, ...options], { stdio: "inherit" });
  const [code] = await once(child, "exit");
  process.exitCode = code ?? 1;
} finally {
  await server.stop();
}
