import { availableParallelism } from "node:os";
import { defineConfig } from "@playwright/test";
import { canSandbox, findChromium } from "#scripts/find-chromium.ts";

// Playwright's workers load this file again. Each has a complete product of its own, which the global set-up has started.
const products = JSON.parse(process.env.E2E_PRODUCTS ?? "[]");
Object.assign(process.env, products[Number(process.env.TEST_PARALLEL_INDEX)]);

export default defineConfig({
  testDir: ".",
  testMatch: ["e2e/**/*.spec.ts", "scripts/**/*.spec.ts"],
  globalSetup: "scripts/playwright-setup.ts",
  timeout: 60_000,
  // Tests of guarantees in seconds set their own limit; this is for busy machines.
  expect: { timeout: 10_000 },
  retries: 0,
  workers: Math.min(2, availableParallelism()),
  projects: [
    { name: "side by side", grepInvert: /@timed/ },
    // Guarantees of a second or two are measured while nothing else runs.
    { name: "timed", grep: /@timed/, workers: 1 },
  ],
  forbidOnly: true,
  reporter: [["list"], ...(process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [["json"] as ["json"]] : [])],
  use: {
    baseURL: process.env.E2E_ORIGIN,
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
