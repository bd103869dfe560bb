import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Account, canReach } from "#scripts/postgres-account.ts";

export type Place = {
  /** The folder of bin/, lib/ and share/. */
  binaries: string;
  /** PostgreSQL's data directory. */
  cluster: string;
  /** Set if the cluster could not be in the data folder: a notice of its location. */
  notice?: string;
};

/**
 * Decides the location of binaries and cluster: normally those of npm and the data folder. Below a folder that
 * PostgreSQL's account may not enter (root's home is 0700) both are in a folder that it can reach; `location` in the data
 * folder names it, so that later starts find the same data even when the modes have changed.
 */
export function choosePlace(dataDir: string, binaries: string, account: Account): Place {
  const inPlace = path.join(dataDir, "cluster");
  const known = findCluster(dataDir);
  const reachable = canReach(account, dataDir);
  const chosenBinaries = canReach(account, binaries) ? binaries : copyBinaries(binaries);
  if (!known && reachable) return { binaries: chosenBinaries, cluster: inPlace };

  const cluster = known ?? path.join(sharedPlace(), `cluster-${randomBytes(6).toString("hex")}`);
  if (!existsSync(cluster) && existsSync(inPlace)) moveCluster(inPlace, cluster);
  writeFileSync(path.join(dataDir, "location"), `${cluster}\n`);
  return {
    binaries: chosenBinaries,
    cluster,
    notice: `The database lives in ${cluster}, because PostgreSQL's account cannot enter ${dataDir}.`,
  };
}

/** The cluster's location of an earlier start, if not the data folder itself. */
export function findCluster(dataDir: string): string | undefined {
  const pointer = path.join(dataDir, "location");
  return existsSync(pointer) ? readFileSync(pointer, "utf8").trim() : undefined;
}

/** A folder of root that every account may enter and that survives a reboot, else the temporary folder. */
function sharedPlace(): string {
  for (const folder of ["/var/lib/redeliver", path.join(tmpdir(), "redeliver-of-root")]) {
    try {
      mkdirSync(folder, { recursive: true });
      chownSync(folder, 0, 0); // Another account may have prepared it with its files.
      chmodSync(folder, 0o755);
      return folder;
    } catch {}
  }
  throw new Error("There is no folder that PostgreSQL's account can reach: set DATA_DIR to one, or DATABASE_URL.");
}

function copyBinaries(binaries: string): string {
  const id = createHash("sha256")
    .update(readFileSync(path.join(binaries, "..", "package.json")))
    .digest("hex");
  const target = path.join(sharedPlace(), `binaries-${id.slice(0, 12)}`);
  if (existsSync(target)) return target;
  const partial = `${target}.${process.pid}`;
  cpSync(binaries, partial, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(target)) throw error; // Otherwise another process was faster; the copies are equal.
  }
  return target;
}

/** Owners must be kept, and the folders may be on different disks: cp -a, then a rename. */
function moveCluster(from: string, to: string): void {
  const partial = `${to}.partial`;
  rmSync(partial, { recursive: true, force: true });
  const { status, stderr } = spawnSync("cp", ["-a", from, partial], { encoding: "utf8" });
  if (status !== 0) throw new Error(`The database could not be moved to ${to}: ${stderr}`);
  renameSync(partial, to);
  rmSync(from, { recursive: true, force: true });
}
