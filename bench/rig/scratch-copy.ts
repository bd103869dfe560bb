import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

/** A temporary folder that every account may enter, because PostgreSQL may run in it. `remove` deletes it. */
export function scratchFolder(name: string) {
  const folder = mkdtempSync(path.join(tmpdir(), `redeliver-${name}-`));
  spawnSync("chmod", ["755", folder]);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  return { folder, remove };
}

/** Adds this checkout's packages to `folder`, as links on the same disk, else as copies. */
export function bringPackages(folder: string): void {
  const [from, to] = [path.join(root, "node_modules"), path.join(folder, "node_modules")];
  if (spawnSync("cp", ["-al", from, to]).status === 0) return;
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}

/** Copies all tracked files, as they are on disk, to `folder`. */
export function copyTracked(folder: string): void {
  const { stdout, status } = spawnSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error("git ls-files failed: a clone can only be made of a git checkout");
  for (const file of stdout.split("\0").filter(Boolean)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    cpSync(path.join(root, file), path.join(folder, file));
  }
}
