import { mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { UserError } from "#scripts/user-error.ts";

const isFolder = (file: string): boolean | undefined => statSync(file, { throwIfNoEntry: false })?.isDirectory();

/** Readable by its owner only. As root, PostgreSQL's account must also be able to enter it to reach its cluster. */
const mode = process.getuid?.() === 0 ? 0o711 : 0o700;

const reasons = new Map([
  ["EACCES", "this account may not write there"],
  ["EPERM", "this account may not write there"],
  ["EROFS", "that file system is read-only"],
  ["ENOENT", "folders cannot be created there"],
]);

/**
 * Creates the data folder and its missing parents, or throws the reason. Folder by folder:
 * Node's recursive mkdir never returns where folders cannot be created, such as below /proc.
 */
export function makeDataDir(dataDir: string): void {
  const folder = path.resolve(dataDir);
  const missing: string[] = [];
  try {
    for (let at = folder; !isFolder(at); at = path.dirname(at)) {
      if (isFolder(at) === false) throw new UserError(`DATA_DIR cannot be ${folder}: ${at} is a file, not a folder.`);
      missing.unshift(at);
    }
    for (const each of missing) makeFolder(each);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const why = reasons.get(code ?? "") ?? message;
    throw new UserError(`DATA_DIR cannot be ${folder}: ${why}. Name a folder that can be created.`);
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    // Another start created it.
    if (!isFolder(folder)) throw error;
  }
}
