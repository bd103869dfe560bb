import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { birthOf, isAlive } from "#scripts/is-alive.ts";
import { makeDataDir } from "#scripts/make-data-dir.ts";
import { UserError } from "#scripts/user-error.ts";

type Owner = { pid: number; birth?: string };

export type Lock = {
  /** An earlier owner had died without letting go. */
  takenOver: boolean;
  release: () => void;
};

/** Lets one supervisor at a time use a data folder. The lock of a process that is gone is taken over. */
export function takeLock(dataDir: string): Lock {
  makeDataDir(dataDir);
  const file = path.join(dataDir, "lock");
  const mine = `${file}.${process.pid}`;
  const owner: Owner = { pid: process.pid, birth: birthOf(process.pid) };
  writeFileSync(mine, JSON.stringify(owner));
  try {
    // link() is atomic and brings the content with it: nobody ever reads an empty lock.
    for (let tries = 0; tries < 5; tries++) {
      try {
        linkSync(mine, file);
        return { takenOver: tries > 0, release: () => releaseLock(file) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        removeStale(file, dataDir);
      }
    }
    throw new UserError(`The lock ${file} changes hands all the time. Is something starting in a loop?`);
  } finally {
    rmSync(mine, { force: true });
  }
}

function removeStale(file: string, dataDir: string): void {
  const owner = readOwner(file);
  if (owner && isAlive(owner.pid) && (owner.birth === undefined || birthOf(owner.pid) === owner.birth)) {
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
  if (moved?.pid !== owner?.pid) linkSync(stale, file); // Another's fresh lock: put it back.
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
