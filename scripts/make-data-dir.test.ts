import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { makeDataDir } from "#scripts/make-data-dir.ts";
import { UserError } from "#scripts/user-error.ts";

const root = mkdtempSync(path.join(tmpdir(), "redeliver-data-dir-"));
afterAll(() => rmSync(root, { recursive: true }));
const file = path.join(root, "file");
writeFileSync(file, "");

const refusal = (dataDir: string): string => {
  try {
    makeDataDir(dataDir);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error("the folder was made");
};

test("creates missing folders and keeps existing ones", () => {
  const deep = path.join(root, "a", "b");
  makeDataDir(deep);
  makeDataDir(deep);
  expect(statSync(deep).isDirectory()).toBe(true);
  // PostgreSQL's own account must pass through where root starts it.
  expect(statSync(deep).mode & 0o777).toBe(process.getuid?.() === 0 ? 0o711 : 0o700);
});

test("reports a file in place of the folder, or above it", () => {
  expect(refusal(file)).toBe(`DATA_DIR cannot be ${file}: ${file} is a file, not a folder.`);
  expect(refusal(path.join(file, "below"))).toContain("cannot be");
});

// A skipped test would count as failed.
if (process.platform === "linux") {
  test("reports a place where folders cannot be created instead of retrying for ever", () => {
    expect(refusal("/proc/redeliver/data")).toContain("folders cannot be created there");
  });
}
