import { defineConfig } from "vitest/config";

const never = ["**/node_modules/**", "**/.next/**", "**/.data/**", "e2e/**"];
/** Turns the demo off, which an empty environment would turn on. */
const outsideDemo = { DEMO_MODE: "0" };
/** Tests assert on results, not on log lines. */
const env = { LOG_LEVEL: "silent", ...outsideDemo };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["**/*.test.ts"],
          exclude: [...never, "**/*.db.test.ts"],
          env,
        },
      },
      {
        test: {
          name: "db",
          include: ["**/*.db.test.{ts,tsx}"],
          exclude: never,
          env: outsideDemo,
          // Not by the environment: the processes that these tests start inherit it, and are to log.
          setupFiles: ["server/testing/silence-log.ts"],
          globalSetup: ["scripts/template-database.ts"],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: "ui",
          include: ["**/*.test.tsx"],
          exclude: [...never, "**/*.db.test.tsx"],
          environment: "jsdom",
          setupFiles: ["server/testing/clear-page.ts"],
          // A browser per file costs more than the tests; Testing Library clears the page between them.
          isolate: false,
          env,
        },
      },
    ],
  },
});
