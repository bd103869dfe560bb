import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readLines } from "#scripts/child-output.ts";
import { hashFiles } from "#scripts/hash-files.ts";
import { endWithParent } from "#scripts/postmaster.ts";
import { UserError } from "#scripts/user-error.ts";
import { envOfSystem } from "#server/platform/env/env-of-process.ts";

const root = path.resolve(import.meta.dirname, "..");
const stamp = path.join(root, ".next", "built-from");

const sources = ["app", "components", "server", "public", "prisma/schema.prisma", "next.config.ts"];
const settings = ["postcss.config.mjs", "tsconfig.json", "package.json", "package-lock.json"];

/** The inputs of a build. Tests are left out, because editing one must not trigger a build. */
export const hashOfSources = (): string =>
  hashFiles(root, [...sources, ...settings], (file) => !/\.test\.tsx?$/.test(file));

/** Whether .next was built from these sources. */
export const isBuilt = (): boolean => existsSync(stamp) && readFileSync(stamp, "utf8") === hashOfSources();

/** Runs `next build`. The stamp is written last, so an interrupted build is repeated. */
export async function build(signal?: AbortSignal): Promise<void> {
  const hash = hashOfSources();
  rmSync(stamp, { force: true });
  // The result must not depend on the shell, and no credential may end in a bundle or a cache.
  const env: NodeJS.ProcessEnv = {
    ...envOfSystem(process.env),
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
  };
  const next = path.join(root, "node_modules", "next", "dist", "bin", "next");
  const output: string[] = [];
  const code = await new Promise<number | null>((resolve, reject) => {
    const [file = "", ...args] = [...endWithParent("TERM"), process.execPath, next, "build"];
    const child = spawn(file, args, {
      cwd: root,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      signal,
    });
    for (const stream of [child.stdout, child.stderr]) readLines(stream, (line) => output.push(line));
    child.once("error", reject).once("close", resolve);
  });
  signal?.throwIfAborted();
  if (code !== 0) throw new UserError(`The build failed (exit code ${code}):\n${output.slice(-60).join("\n")}`);
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}
