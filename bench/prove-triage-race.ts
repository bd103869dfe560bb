import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { withScratchDatabase } from "#bench/rig/with-scratch-database.ts";
import { insertPermit } from "#server/delivery/gate/gate.ts";
import { closeDatabase, connectDatabase } from "#server/platform/database/db.ts";
import { applyMigrations } from "#server/platform/migrations/apply-migrations.ts";
import { log } from "#server/platform/telemetry/log.ts";
import { judgeTriageRace, type TriageRaceReport } from "#server/testing/model/judge-triage-race.ts";
import { aPipeline } from "#server/testing/pipeline.ts";

// `npm run prove -- triage-race`: the race of server/triage/dead-letters/triage-race.db.test.ts, for more rounds.
const { values } = parseArgs({
  options: {
    server: { type: "string", default: "" },
    rounds: { type: "string", default: "200" },
    operators: { type: "string", default: "20" },
  },
});
const root = path.resolve(import.meta.dirname, "..");
const size = { rounds: Number(values.rounds), operators: Number(values.operators) };
log.level = "silent";

async function prove(url: string): Promise<boolean> {
  // One connection for each operator, and some for the checks.
  const pool = connectDatabase(url, { max: size.operators + 4 });
  await insertPermit(pool);
  const pipeline = await aPipeline(pool);
  const began = performance.now();
  const verdict = await judgeTriageRace(pool, pipeline, size).catch((error: Error) => error);
  await pipeline.stop();
  await closeDatabase();
  const text = report(verdict, (performance.now() - began) / 1_000);
  mkdirSync(path.join(root, "docs/proof"), { recursive: true });
  writeFileSync(path.join(root, "docs/proof/triage-race.md"), text);
  console.log(text);
  return !(verdict instanceof Error);
}

const list = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");

function report(verdict: TriageRaceReport | Error, seconds: number): string {
  const broken = verdict instanceof Error;
  return [
    "# Operators who race on one dead letter",
    "",
    `${broken ? "BROKEN" : "Held"}. Repeat it with \`npm run prove -- triage-race --rounds ${values.rounds} --operators ${values.operators}\`.`,
    "",
    "In every round all operators decide at once, each on a connection of their own, on one and the same dead letter: edit, replay,",
    "discard, restore, undo (`server/testing/model/judge-triage-race.ts`). A trigger recorded every change of state. Checked:",
    "at most one winner per version, every move a step of the table of transitions, one audit row per win and in the order of the",
    "moves, a readable refusal for all others, and cause counts that are true at the end.",
    "",
    `- rounds: ${values.rounds}`,
    `- operators: ${values.operators}`,
    ...(broken
      ? []
      : [
          `- decisions: ${verdict.decisions}`,
          `- wins: ${list(verdict.wins)}`,
          `- refusals: ${list(verdict.refusals)}`,
          `- rounds with several winners, each on a version of its own: ${verdict.severalWins}`,
          `- moves of rows: ${verdict.moves}`,
        ]),
    `- took: ${seconds.toFixed(0)} s`,
    `- date: ${new Date().toISOString().slice(0, 10)}`,
    "",
    ...(broken ? ["```", verdict.message, "```", ""] : []),
  ].join("\n");
}

await withScratchDatabase(values.server, async (url) => {
  await applyMigrations(url);
  process.exitCode = (await prove(url)) ? 0 : 1;
});
