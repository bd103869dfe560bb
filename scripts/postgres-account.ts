import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";

/** The account that runs PostgreSQL; empty means: this process's own. */
export type Account = { uid?: number; gid?: number };

/**
 * PostgreSQL refuses to run as root. Root therefore runs it as the owner of the existing cluster, else as
 * `postgres`, else as `nobody` (initdb needs an account with a name).
 */
export function chooseAccount(cluster: string): Account {
  if (process.getuid?.() !== 0) return {};
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of ["postgres", "nobody"]) {
    const uid = idOf(name, "-u");
    const gid = idOf(name, "-g");
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new Error(
    "PostgreSQL does not run as root, and neither `postgres` nor `nobody` exists here: start as an ordinary user.",
  );
}

function idOf(name: string, flag: "-u" | "-g"): number | undefined {
  const { status, stdout } = spawnSync("id", [flag, name], { encoding: "utf8" });
  return status === 0 ? Number(stdout) : undefined;
}

/** Whether this account can reach the folder. The kernel decides, because modes, groups and ACLs all matter. */
export function canReach(account: Account, folder: string): boolean {
  if (account.uid === undefined) return true;
  return spawnSync("test", ["-x", folder], { ...account, cwd: "/" }).status === 0;
}
