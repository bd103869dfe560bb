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

test("makes what is missing, and leaves what is there", () => {
  const deep = path.join(root, "a", "b");
  makeDataDir(deep);
  makeDataDir(deep);
  expect(statSync(deep).isDirectory()).toBe(true);
  // PostgreSQL's own account must pass through where root starts it.
  expect(statSync(deep).mode & 0o777).toBe(process.getuid?.() === 0 ? 0o711 : 0o700);
});

test("a file in the place of the folder, or above it, is told in a sentence", () => {
  expect(refusal(file)).toBe(`DATA_DIR cannot be ${file}: ${file} is a file, not a folder.`);
  expect(refusal(path.join(file, "below"))).toContain("cannot be");
});

// A skipped test would count as failed.
if (process.platform === "linux") {
  test("a place where the system makes no folders is told instead of tried for ever", () => {
    expect(refusal("/proc/redeliver/data")).toContain("the system makes no folders there");
  });
}
