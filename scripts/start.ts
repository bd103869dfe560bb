import { drawBanner } from "#scripts/banner.ts";
import { createShutdown } from "#scripts/shutdown.ts";
import { startAll } from "#scripts/start-all.ts";
import { UserError } from "#scripts/user-error.ts";
import { EnvError } from "#server/platform/env/env.ts";

// `npm start`, and with --dev `npm run dev`. scripts/run.mjs has made sure of packages, Node and the Prisma client.
const mode = process.argv.includes("--dev") ? "development" : "production";
const shutdown = createShutdown();

let asked = 0;
const onSignal = () => {
  asked++;
  if (asked === 1) {
    console.log("\nStopping: what is in hand is finished first. Ctrl-C once more ends everything at once.");
    void finish(0);
  } else {
    shutdown.kill();
    process.exit(1);
  }
};
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
// A terminal that was closed cannot be written to; that must not keep us from draining.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
// scripts/run.mjs holds the other end: if it is killed, nobody could stop us any more.
process.on("disconnect", onSignal);
process.channel?.unref();

const starting = startAll({ env: process.env, mode }, shutdown);

async function finish(exitCode: number): Promise<void> {
  // Begins at once and makes a start that is under way give up; what that was just starting is stopped when it is there.
  const stopping = shutdown.stop();
  stopping.catch(() => {}); // Told below, once the start has given up.
  await starting.catch(() => {});
  try {
    await stopping;
    console.log("Stopped. The data stays.");
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
