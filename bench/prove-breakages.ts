import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { breakFiles } from "#bench/breakages/break-files.ts";
import type { Breakage } from "#bench/breakages/define-breakage.ts";
import { breakages } from "#bench/breakages/index.ts";
import { copyTree } from "#bench/rig/copy-tree.ts";
import { findTypeFault, runNamedTest, type Verdict } from "#bench/rig/run-named-test.ts";

// `npm run prove -- breakages`: makes each mistake of bench/breakages in a copy of the tree, and runs the test that
// must catch it, before and after. `--only <name>` makes one of them, `--times 5` repeats each test.
const { values } = parseArgs({
  options: {
    server: { type: "string", default: "" },
    only: { type: "string" },
    times: { type: "string", default: "1" },
  },
});
const chosen = breakages.filter(({ name }) => values.only === undefined || name === values.only);
if (chosen.length === 0) throw new Error(`Unknown breakage ${values.only}`);
const times = Number(values.times);
const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interrupted.abort());

type Judged = { breakage: Breakage; caught: boolean; assertion: string };
const tree = copyTree();

async function judge(breakage: Breakage): Promise<Judged> {
  const answer = (caught: boolean, assertion: string): Judged => ({ breakage, caught, assertion });
  const healthy = await ask(breakage, ({ found }) => found === "passed");
  if (healthy.found !== "passed") return answer(false, `fails without the breakage: ${healthy.message}`);
  const broken = breakFiles(breakage.edits, tree.read);
  const whole = new Map([...broken.keys()].map((file) => [file, tree.read(file)]));
  for (const [file, text] of broken) tree.write(file, text);
  try {
    const fault = await findTypeFault(tree.folder, interrupted.signal);
    if (fault) return answer(false, `does not compile: ${fault}`);
    const verdict = await ask(breakage, ({ found }) => found === "failed");
    if (verdict.found === "passed") return answer(false, "the test still passes");
    if (verdict.found === "unfit") return answer(false, `fails for another reason: ${verdict.message}`);
    return answer(true, `\`${verdict.line}\` ${verdict.message}`);
  } finally {
    for (const [file, text] of whole) tree.write(file, text);
  }
}

/** Runs the named test `times` times. Returns the first unexpected verdict, else the last. */
async function ask({ caughtBy }: Breakage, wanted: (verdict: Verdict) => boolean): Promise<Verdict> {
  for (let left = times; ; left -= 1) {
    const verdict = await runNamedTest(tree.folder, values.server, caughtBy, interrupted.signal);
    if (left <= 1 || !wanted(verdict)) return verdict;
  }
}

const cell = (text: string): string => text.replaceAll("|", "\\|");
const report = (all: readonly Judged[], seconds: number): string =>
  [
    "# Ten deliberate breakages, each caught",
    "",
    `${all.every(({ caught }) => caught) ? "Held" : "BROKEN"}. Repeat it with \`npm run prove -- breakages\`.`,
    "",
    "Each mistake was made in a copy of the source (`bench/breakages`). It compiled. The one test that must catch it had",
    "passed before and failed then, by an assertion or a timeout.",
    "",
    "| breakage | what it breaks | caught by | the assertion that failed |",
    "|---|---|---|---|",
    ...all.map(({ breakage: { title, breaks, caughtBy }, caught, assertion }) => {
      const by = `${caughtBy.test} (\`${caughtBy.file}\`)`;
      return `| ${cell(title)} | ${cell(breaks)} | ${cell(by)} | ${caught ? "" : "NOT CAUGHT: "}${cell(assertion)} |`;
    }),
    "",
    `- each test was run: ${times === 1 ? "once" : `${times} times`} without and ${times === 1 ? "once" : `${times} times`} with the breakage`,
    `- took: ${seconds.toFixed(0)} s`,
    `- date: ${new Date().toISOString().slice(0, 10)}`,
    "",
  ].join("\n");

const began = performance.now();
const judged: Judged[] = [];
try {
  const fault = await findTypeFault(tree.folder, interrupted.signal);
  if (fault) throw new Error(`the tree itself does not compile: ${fault}`);
  for (const breakage of chosen) {
    const verdict = await judge(breakage);
    console.log(`${verdict.caught ? "✓" : "✗"} ${breakage.title}: ${verdict.assertion}`);
    judged.push(verdict);
  }
  const text = report(judged, (performance.now() - began) / 1_000);
  if (values.only === undefined) {
    const folder = path.resolve(import.meta.dirname, "../docs/proof");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "breakages.md"), text);
  }
  console.log(`\n${text}`);
  process.exitCode = judged.every(({ caught }) => caught) ? 0 : 1;
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
  console.error("Interrupted. Nothing was stored.");
  process.exitCode = 130;
}
