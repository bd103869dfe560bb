import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { build, isBuilt } from "#scripts/build.ts";
import { ensureChromium } from "#scripts/ensure-chromium.ts";
import { printLine, step } from "#scripts/progress.ts";
import { type Counts, countPlaywright, countVitest, settleCounts } from "#scripts/test-counts.ts";

// `npm test`, and with --check `npm run check`: every suite runs, also after a failure; the last line is the total.
const quick = process.argv.includes("--check");
const root = path.resolve(import.meta.dirname, "..");
const reports = mkdtempSync(path.join(tmpdir(), "redeliver-reports-"));
process.on("exit", () => rmSync(reports, { recursive: true, force: true }));

let running: ChildProcess | undefined;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    running?.once("exit", () => process.exit(130));
    // Both runners tear down on this signal only.
    if (running) running.kill("SIGINT");
    else process.exit(130);
  });
}
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
process.channel?.unref();

function run(script: string, args: string[], env: Record<string, string> = {}): Promise<number | null> {
  return new Promise((resolve) => {
    const file = path.join(root, "node_modules", script);
    const options = { cwd: root, stdio: "inherit", env: { ...process.env, ...env } } as const;
    running = spawn(process.execPath, [file, ...args], options);
    running.once("error", () => resolve(127)).once("close", resolve);
  });
}

const plain = async (work: () => Promise<number | null>): Promise<Counts> => ({
  passed: 0,
  failed: (await work()) === 0 ? 0 : 1,
});

// Vitest leaves one core to others; on two that is half of the machine.
const workers = Math.max(2, availableParallelism() - 1);

async function vitest(project: string): Promise<Counts> {
  const report = path.join(reports, "vitest.json");
  const args = ["run", `--project=${project}`, `--maxWorkers=${workers}`];
  args.push("--reporter=default", "--reporter=json", `--outputFile.json=${report}`);
  const code = await run("vitest/vitest.mjs", args);
  const counts = existsSync(report) ? countVitest(JSON.parse(readFileSync(report, "utf8"))) : { passed: 0, failed: 0 };
  return settleCounts(counts, code);
}

async function playwright(project: string, ...more: string[]): Promise<Counts> {
  const report = path.join(reports, "playwright.json");
  const env = { PLAYWRIGHT_CHROMIUM_PATH: ensureChromium(), PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const code = await run("@playwright/test/cli.js", ["test", `--project=${project}`, ...more], env);
  const counts = existsSync(report)
    ? countPlaywright(JSON.parse(readFileSync(report, "utf8")))
    : { passed: 0, failed: 0 };
  return settleCounts(counts, code);
}

async function buildOnce(): Promise<number> {
  if (isBuilt()) printLine("✓ Built already");
  else await step(printLine, "Building the web application", "The web application is built", () => build());
  return 0;
}

const results: [string, Counts][] = [];
async function suite(name: string, work: () => Promise<Counts>): Promise<boolean> {
  console.log(`\n── ${name} ${"─".repeat(70 - name.length)}`);
  const counts = await work().catch((error: Error) => {
    console.error(`✗ ${error.message}`);
    return { passed: 0, failed: 1 };
  });
  results.push([name, counts]);
  return counts.failed === 0;
}

await suite("lint", () => plain(() => run("@biomejs/biome/bin/biome", ["check", "."])));
await suite("spelling", () => plain(() => run("cspell/bin.mjs", ["--no-progress", "--no-cache", "--no-summary"])));
await suite("unused code", () => plain(() => run("knip/bin/knip.js", ["--no-progress", "--no-config-hints"])));
await suite("types", () =>
  plain(async () => {
    // Next writes the types of routes and stylesheets; without them a clean clone does not compile. Not from tsc's cache: it
    // did not notice that Next had written them anew.
    const generated = await run("next/dist/bin/next", ["typegen"], { NEXT_TELEMETRY_DISABLED: "1" });
    return generated === 0 ? run("typescript/bin/tsc", ["--noEmit", "--incremental", "false"]) : generated;
  }));
await suite("unit", () => vitest("unit"));
// Not together with others, or each would start its own browser (vitest.config.ts).
await suite("components", () => vitest("ui"));
if (!quick) await suite("database", () => vitest("db"));
if (!quick) {
  const built = await suite("build", () => plain(buildOnce));
  if (built) {
    await suite("browser", () => playwright("side by side"));
    await suite("browser, timed", () => playwright("timed", "--workers=1"));
  } else console.error("✗ The browser tests need a build and were not run.");
}

console.log("");
for (const [name, { passed, failed }] of results) {
  const tests = passed + failed > 0 ? ` (${passed} passed, ${failed} failed)` : "";
  console.log(`${failed === 0 ? "✓" : "✗"} ${name}${tests}`);
}
const total = (key: keyof Counts) => results.reduce((sum, [, counts]) => sum + counts[key], 0);
console.log(`\n${total("passed")} passed, ${total("failed")} failed`);
process.exit(total("failed") === 0 && total("passed") > 0 ? 0 : 1);
