import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const usual = [
  "/usr/bin",
  "/usr/local/bin",
  "/snap/bin",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** The browser for the tests: PLAYWRIGHT_CHROMIUM_PATH, else Playwright's own, else the system's. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.PLAYWRIGHT_CHROMIUM_PATH) return env.PLAYWRIGHT_CHROMIUM_PATH;
  const folders = [...(env.PATH ?? "").split(path.delimiter), ...usual].filter(Boolean);
  const inFolders = folders.flatMap((folder) => names.map((name) => path.join(folder, name)));
  const programs = usual.filter((file) => /chrom/i.test(path.basename(file)));
  return [chromium.executablePath(), ...inFolders, ...programs].find((file) => existsSync(file));
}

/** Chromium's sandbox needs user namespaces, which it denies to root and some systems deny to all. */
export function canSandbox(): boolean {
  if (process.getuid?.() === 0) return false;
  return process.platform !== "linux" || spawnSync("unshare", ["--user", "--map-root-user", "true"]).status === 0;
}
