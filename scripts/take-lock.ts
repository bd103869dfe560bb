import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isAlive, startTimeOf } from "#scripts/is-alive.ts";
import { makeDataDir } from "#scripts/make-data-dir.ts";
import { UserError } from "#scripts/user-error.ts";

type Owner = { pid: number; startTime?: string };

export type Lock = {
  /** An earlier owner ended without releasing it. */
  takenOver: boolean;
  release: () => void;
};

/** Lets one supervisor at a time use a data folder. The lock of an ended process is taken over. */
export function takeLock(dataDir: string): Lock {
  makeDataDir(dataDir);
  const file = path.join(dataDir, "lock");
  const mine = `${file}.${process.pid}`;
  const owner: Owner = { pid: process.pid, startTime: startTimeOf(process.pid) };
  writeFileSync(mine, JSON.stringify(owner));
  try {
    // link() is atomic and includes the content, so an empty lock is never read.
    for (let attempt = 0; attempt < 5; attempt++) {
      try {
        linkSync(mine, file);
        return { takenOver: attempt > 0, release: () => releaseLock(file) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        removeStale(file, dataDir);
      }
    }
    throw new UserError(`The lock ${file} changes its owner repeatedly. Check for a process that restarts in a loop.`);
  } finally {
    rmSync(mine, { force: true });
  }
}

function removeStale(file: string, dataDir: string): void {
  const owner = readOwner(file);
  if (owner && isAlive(owner.pid) && (owner.startTime === undefined || startTimeOf(owner.pid) === owner.startTime)) {
    throw new UserError(
      `Redeliver already runs on ${dataDir} (process ${owner.pid}). Stop it first, or give this one another DATA_DIR.`,
    );
  }
  // Of several that see the stale lock only one can rename it; the others find it gone, or a new one, and look again.
  const stale = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, stale);
  } catch {
    return;
  }
  const moved = readOwner(stale);
  if (moved?.pid !== owner?.pid) linkSync(stale, file); // A new lock of another process: restore it.
  rmSync(stale, { force: true });
}

function releaseLock(file: string): void {
  if (readOwner(file)?.pid === process.pid) rmSync(file, { force: true });
}

function readOwner(file: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Owner;
  } catch {
    return undefined;
  }
}
