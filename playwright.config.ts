import { randomBytes } from "node:crypto";
import { defineConfig } from "@playwright/test";
import { canSandbox, findChromium } from "#scripts/find-chromium.ts";
import { freePort } from "#scripts/pick-port.ts";

// Chosen once, in the main process; Playwright's workers load this file again and inherit them.
process.env.E2E_PORT ??= String(await freePort());
process.env.E2E_API_TOKEN ??= randomBytes(32).toString("hex");
process.env.E2E_ON_CALL ??= "on-call@example.com";

export default defineConfig({
  testDir: ".",
  testMatch: ["e2e/**/*.spec.ts", "scripts/**/*.spec.ts"],
  globalSetup: "scripts/playwright-setup.ts",
  timeout: 60_000,
  retries: 0,
  workers: 1,
  forbidOnly: true,
  reporter: [["list"], ...(process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [["json"] as ["json"]] : [])],
  use: {
    baseURL: `http://127.0.0.1:${process.env.E2E_PORT}`,
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: findChromium(),
      chromiumSandbox: canSandbox(),
      args: [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
