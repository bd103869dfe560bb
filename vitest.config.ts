import { defineConfig } from "vitest/config";

const never = ["**/node_modules/**", "**/.next/**", "**/.data/**", "e2e/**"];
const setupFiles = ["server/testing/silence-log.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["**/*.test.ts"],
          exclude: [...never, "**/*.db.test.ts"],
          setupFiles,
        },
      },
      {
        test: {
          name: "db",
          include: ["**/*.db.test.ts"],
          exclude: never,
          setupFiles,
          globalSetup: ["scripts/template-database.ts"],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: "ui",
          include: ["**/*.test.tsx"],
          exclude: never,
          environment: "jsdom",
          setupFiles,
        },
      },
    ],
  },
});
