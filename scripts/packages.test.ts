import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const read = (file: string): string => readFileSync(path.resolve(import.meta.dirname, "..", file), "utf8");

/** Lower versions have known vulnerabilities. */
const floors: Record<string, string> = { next: "16.3.3", nodemailer: "9.1.1", "pg-boss": "12.38.0" };

const isAtLeast = (version: string, floor: string): boolean =>
  !version.includes("-") && floor.localeCompare(version, "en", { numeric: true }) <= 0;

describe("packages", () => {
  const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, { version?: string }> };

  it.each(Object.entries(floors))("%s is %s or newer in every installed copy", (name, floor) => {
    const installed = Object.entries(packages)
      .filter(([folder]) => folder.endsWith(`node_modules/${name}`))
      .map(([, { version = "" }]) => version);
    expect(installed.length).toBeGreaterThan(0);
    expect(installed.filter((version) => !isAtLeast(version, floor))).toEqual([]);
  });

  it("compares versions numerically, and treats a pre-release as older than its release", () => {
    expect([
      isAtLeast("16.10.0", "16.3.3"),
      isAtLeast("9.1.0", "9.1.1"),
      isAtLeast("16.3.3-canary.1", "16.3.3"),
    ]).toEqual([...[true, false, false]]);
  });
});

describe("npm's audit", () => {
  it("is on for everyone who installs the package, and off only in CI", () => {
    expect(read(".npmrc")).not.toMatch(/^audit\s*=/m);
    expect(read("scripts/run.mjs")).toContain('...(process.env.CI ? ["--no-audit"] : [])');
    expect(read("scripts/run.mjs").match(/--no-audit/g)).toHaveLength(1);
    expect(read(".ci/run")).toContain("npm_config_audit=false");
  });
});
