import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { findChromium } from "#scripts/find-chromium.ts";
import { UserError } from "#scripts/user-error.ts";

const root = path.resolve(import.meta.dirname, "..");

/** Finds a Chromium, or installs one. Throws with the remedy if neither works. */
export function ensureChromium(): string {
  const found = findChromium();
  if (found && existsSync(found)) return found;
  if (found) throw new UserError(`PLAYWRIGHT_CHROMIUM_PATH names ${found}, which does not exist.`);
  const attempts: [string, string, string[]][] = [
    ["Playwright", process.execPath, [path.join(root, "node_modules/playwright/cli.js"), "install", "chromium"]],
  ];
  if (process.getuid?.() === 0) {
    attempts.push(["apt-get", "sh", ["-c", "apt-get update && apt-get install -y --no-install-recommends chromium"]]);
  }
  for (const [name, command, args] of attempts) {
    console.log(`… Chromium is missing, installing it with ${name}`);
    spawnSync(command, args, {
      cwd: root,
      stdio: "ignore",
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    const installed = findChromium();
    if (installed) return installed;
  }
  throw new UserError(
    "The browser tests need Chromium and it could not be installed. Run `npx playwright install chromium`, install Chromium or Chrome, or set PLAYWRIGHT_CHROMIUM_PATH.",
  );
}
