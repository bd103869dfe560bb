import { mkdirSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";

const fileIn = (dataDir: string) => path.join(dataDir, "setup-link");

/**
 * Shows the link to the first account where this computer's people alone see it: in the terminal, or without one in a file
 * that its owner alone may read. Never in the log, which is copied elsewhere. Returns what the log may say; null ends an old file.
 */
export function showSetUpLink(link: string | null, dataDir: string, isTerminal = process.stdout.isTTY): string | null {
  rmSync(fileIn(dataDir), { force: true });
  if (link === null) return null;
  const sentence = "nobody has an account yet: the link to make the first one is";
  if (isTerminal) {
    writeSync(1, `\n  Nobody has an account yet. Make the first one at ${link}\n\n`);
    return `${sentence} in the terminal`;
  }
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(fileIn(dataDir), `${link}\n`, { mode: 0o600, flag: "wx" });
  return `${sentence} in ${fileIn(dataDir)}`;
}

/** The link that web left for the terminal of `npm start`, once: the file is gone afterwards. */
export function takeSetUpLink(dataDir: string): string | null {
  try {
    return readFileSync(fileIn(dataDir), "utf8").trim();
  } catch {
    return null;
  } finally {
    rmSync(fileIn(dataDir), { force: true });
  }
}
