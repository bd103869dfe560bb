import { mkdirSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";

const fileIn = (dataDir: string) => path.join(dataDir, "setup-link");

/**
 * Shows the set-up link only to users of this computer: in the terminal, or without one in a file that only its owner may read.
 * The log is copied elsewhere and gets the returned sentence instead. Null deletes the file.
 */
export function showSetUpLink(link: string | null, dataDir: string, isTerminal = process.stdout.isTTY): string | null {
  rmSync(fileIn(dataDir), { force: true });
  if (link === null) return null;
  const sentence = "there is no account yet: the link to create the first one is";
  if (isTerminal) {
    writeSync(1, `\n  There is no account yet. Create the first one at ${link}\n\n`);
    return `${sentence} in the terminal`;
  }
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(fileIn(dataDir), `${link}\n`, { mode: 0o600, flag: "wx" });
  return `${sentence} in ${fileIn(dataDir)}`;
}

/** Reads and deletes the file with the link that web wrote for the terminal of `npm start`. */
export function takeSetUpLink(dataDir: string): string | null {
  try {
    return readFileSync(fileIn(dataDir), "utf8").trim();
  } catch {
    return null;
  } finally {
    rmSync(fileIn(dataDir), { force: true });
  }
}
