import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** A hash of the content of files and folders, in the order of their names. Missing ones are part of the hash. */
export function hashFiles(root: string, entries: string[], keep: (file: string) => boolean = () => true): string {
  const hash = createHash("sha256");
  const add = (relative: string) => {
    const file = path.join(root, relative);
    if (!existsSync(file)) hash.update(`${relative}\0missing\0`);
    else if (statSync(file).isDirectory()) {
      for (const name of readdirSync(file).sort()) add(path.posix.join(relative, name));
    } else if (keep(relative)) hash.update(`${relative}\0`).update(readFileSync(file)).update("\0");
  };
  for (const entry of entries) add(entry);
  return hash.digest("hex");
}
