import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { withScratchDatabase } from "#bench/rig/with-scratch-database.ts";
import { closeDatabase, connectDatabase } from "#server/platform/database/db.ts";
import { applyMigrations } from "#server/platform/migrations/apply-migrations.ts";
import { log } from "#server/platform/telemetry/log.ts";
import { judgeModel } from "#server/testing/model/judge-model.ts";
import { aPipeline } from "#server/testing/pipeline.ts";

// `npm run prove -- model`: compares the product with a model of the state machine. A failure
// prints the path that repeats it: `npm run prove -- model --seed <seed> --path <path>`, with the same --commands.
const { values } = parseArgs({
  options: {
    server: { type: "string", default: "" },
    runs: { type: "string", default: "2000" },
    commands: { type: "string", default: "60" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    path: { type: "string" },
  },
});
const root = path.resolve(import.meta.dirname, "..");
log.level = "silent";
// Read once per process: replays check whether the handler is enabled.
process.env.WAREHOUSE_WEBHOOK_URL = "http://127.0.0.1:1/";
process.env.WAREHOUSE_WEBHOOK_SECRET = "a secret for the proof";

async function prove(url: string): Promise<boolean> {
  const pool = connectDatabase(url);
  const pipeline = await aPipeline(pool);
  const began = performance.now();
  const failure = await judgeModel(pool, pipeline.boss, {
    runs: Number(values.runs),
    commands: Number(values.commands),
    seed: Number(values.seed),
    ...(values.path === undefined ? {} : { path: values.path }),
  }).then(
    () => null,
    (error: Error) => error.message,
  );
  await pipeline.stop();
  await closeDatabase();
  const text = report(failure, (performance.now() - began) / 1_000);
  // The repetition of one path is not a result of the proof.
  if (values.path === undefined) {
    mkdirSync(path.join(root, "docs/proof"), { recursive: true });
    writeFileSync(path.join(root, "docs/proof/model.md"), text);
  }
  console.log(text);
  return failure === null;
}

const report = (failure: string | null, seconds: number): string =>
  [
    "# The state machine compared with a model",
    "",
    `${failure === null ? "Held" : "BROKEN"}. Repeat it with \`npm run prove -- model --seed ${values.seed} --runs ${values.runs} --commands ${values.commands}\`.`,
    "",
    "After every command PostgreSQL, the queue and the receivers were compared with a model in plain TypeScript",
    "(`server/testing/model`): states, attempts, order, copies, jobs; at the end of every run nothing was lost or left.",
    "",
    `- runs: ${values.runs}`,
    `- commands per run: ${values.commands}`,
    `- seed: ${values.seed}`,
    `- took: ${seconds.toFixed(0)} s`,
    `- date: ${new Date().toISOString().slice(0, 10)}`,
    "",
    ...(failure === null ? [] : ["```", failure, "```", ""]),
  ].join("\n");

await withScratchDatabase(values.server, async (url) => {
  await applyMigrations(url);
  process.exitCode = (await prove(url)) ? 0 : 1;
});
