import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import * as z from "zod";

export type Verdict =
  | { found: "passed" }
  /** Failed by an assertion or a time-out: the line and its message. */
  | { found: "failed"; line: string; message: string }
  /** Failed otherwise: not loaded, not compiled, not found, or an unexpected error. */
  | { found: "unfit"; message: string };

const results = z.object({
  testResults: z.array(
    z.object({
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({ title: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});
/** An assertion, `eventually` out of time, or the test's own time-out. */
const aboutThePromise =
  /^(AssertionError: |Error: (still .* after \d+ ms|expected |promise resolved )|(Test)?(TimeoutError|Error): Test timed out in )/;

/** Runs one database test of a copied tree on an existing PostgreSQL server (an administrator's URL). */
export async function runNamedTest(
  folder: string,
  server: string,
  { file, test }: { file: string; test: string },
  signal: AbortSignal,
): Promise<Verdict> {
  const output = path.join(folder, "test-results.json");
  rmSync(output, { force: true });
  const pattern = `${test.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`;
  const args = ["run", "--project", "db", file, "-t", pattern, "--reporter=json", `--outputFile=${output}`];
  const { said } = await runNode(folder, ["node_modules/vitest/vitest.mjs", ...args], signal, server);
  if (!existsSync(output)) return { found: "unfit", message: firstLine(said) };
  const parsed = results.parse(JSON.parse(readFileSync(output, "utf8")));
  const all = parsed.testResults.flatMap(({ assertionResults }) => assertionResults);
  const named = all.find(({ title }) => title === test);
  if (!named)
    return { found: "unfit", message: firstLine(parsed.testResults[0]?.message ?? `no test is named ${test}`) };
  if (named.status === "passed") return { found: "passed" };
  const stack = named.failureMessages?.[0] ?? "";
  if (!aboutThePromise.test(stack)) return { found: "unfit", message: firstLine(stack || named.status) };
  const number = new RegExp(`${file.replaceAll(".", "\\.")}:(\\d+)`).exec(stack)?.[1];
  const line = readFileSync(path.join(folder, file), "utf8").split("\n")[Number(number ?? 0) - 1]?.trim() ?? test;
  return { found: "failed", line, message: firstLine(stack) };
}

/** The first fault that the compiler finds in the copied tree, if there is one. */
export async function findTypeFault(folder: string, signal: AbortSignal): Promise<string | undefined> {
  const args = ["node_modules/typescript/bin/tsc", "--noEmit", "--project", "tsconfig.check.json"];
  const { code, said } = await runNode(folder, args, signal);
  return code === 0 ? undefined : firstLine(said);
}

async function runNode(folder: string, args: string[], signal: AbortSignal, server = "") {
  const env = { ...process.env, ...(server ? { TEST_DATABASE_URL: server } : {}) };
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  const stop = () => child.kill("SIGTERM");
  signal.addEventListener("abort", stop, { once: true });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => said.push(chunk));
  const [code] = await once(child, "close");
  signal.removeEventListener("abort", stop);
  signal.throwIfAborted();
  return { code, said: Buffer.concat(said).toString() };
}

const firstLine = (text: string): string => text.trim().split("\n")[0] ?? "";
