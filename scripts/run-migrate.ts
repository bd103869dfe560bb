import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import path from "node:path";
import { type Line, parseLine, prepareLog, readLines } from "#scripts/child-output.ts";
import type { RawEnv } from "#scripts/product-env.ts";
import { leaveWithParent } from "#scripts/supervise-child.ts";
import { UserError } from "#scripts/user-error.ts";
import { envOfProcess } from "#server/platform/env/env-of-process.ts";

type Options = { env: RawEnv; dataDir: string; echo: (name: string, line: Line) => void; signal: AbortSignal };

/**
 * Runs the program that a deploy runs, and throws its output if it fails. It ends with its launcher, by kill -9 too:
 * earlier, a `migrate` that waited for a database ran on after its launcher had ended.
 */
export async function runMigrate({ env, dataDir, echo, signal }: Options): Promise<void> {
  const log = createWriteStream(prepareLog(dataDir, "migrate"), { flags: "a", mode: 0o600 });
  const lastOutput: string[] = [];
  const child = spawn(process.execPath, [...leaveWithParent, "workers/migrate.ts"], {
    cwd: path.resolve(import.meta.dirname, ".."),
    env: envOfProcess("migrate", env) as NodeJS.ProcessEnv,
    stdio: ["pipe", "pipe", "pipe"],
    signal,
  });
  const onLine = (text: string) => {
    log.write(`${text}\n`);
    const line = parseLine(text);
    if (line?.level === "warn") echo("migrate", line);
    const reason = line ? [line.msg, line.err?.message].filter(Boolean).join(": ") : text;
    if (line?.level !== "info") lastOutput.push(reason);
  };
  readLines(child.stdout, onLine);
  readLines(child.stderr, onLine);
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", (error) => lastOutput.push(error.message)).once("close", resolve);
  });
  log.end();
  signal.throwIfAborted();
  if (code !== 0) throw new UserError(`The database could not be migrated:\n${lastOutput.slice(-8).join("\n")}`);
}
