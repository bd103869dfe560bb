import { drawBanner } from "#scripts/banner.ts";
import { createShutdown } from "#scripts/shutdown.ts";
import { startAll } from "#scripts/start-all.ts";
import { UserError } from "#scripts/user-error.ts";
import { EnvError } from "#server/platform/env/env.ts";

// `npm start`, and with --dev `npm run dev`. scripts/run.mjs has checked packages, Node and the Prisma client.
const mode = process.argv.includes("--dev") ? "development" : "production";
const shutdown = createShutdown();

let asked = 0;
const onSignal = () => {
  asked++;
  if (asked === 1) {
    console.log("\nStopping. Work in flight is finished first. Press Ctrl-C again to stop at once.");
    void finish(0);
  } else {
    shutdown.kill();
    process.exit(1);
  }
};
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
// Writing to a closed terminal fails; that must not prevent the drain.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
// scripts/run.mjs holds the other end: if it is killed, this process must stop too.
process.on("disconnect", onSignal);
process.channel?.unref();

const starting = startAll({ env: process.env, mode }, shutdown);

async function finish(exitCode: number): Promise<void> {
  // Aborts a running start; a part that is still starting is stopped when it is ready.
  const stopping = shutdown.stop();
  stopping.catch(() => {}); // Reported below, once the start has given up.
  await starting.catch(() => {});
  try {
    await stopping;
    console.log("Stopped. The data is kept.");
  } catch (error) {
    console.error(`✗ ${(error as Error).message}`);
    process.exit(1);
  }
  process.exit(exitCode);
}

try {
  const product = await starting;
  console.log(`\n${drawBanner(product.addresses)}\n`);
} catch (error) {
  if (asked === 0) {
    if (error instanceof EnvError || error instanceof UserError) console.error(`\n✗ ${error.message}`);
    else console.error("\n✗ The start failed.", error);
    process.exit(error instanceof EnvError ? 2 : 1);
  }
}
