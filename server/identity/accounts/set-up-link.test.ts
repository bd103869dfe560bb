import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { showSetUpLink, takeSetUpLink } from "#server/identity/accounts/set-up-link.ts";

const dataDir = mkdtempSync(path.join(tmpdir(), "redeliver-link-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
const link = "http://127.0.0.1:3000/setup#secret";

test("writes the link to a file that only its owner can read if there is no terminal, and reads it once", () => {
  expect(showSetUpLink(link, dataDir, false)).toBe(
    `there is no account yet: the link to create the first one is in ${path.join(dataDir, "setup-link")}`,
  );
  expect(statSync(path.join(dataDir, "setup-link")).mode & 0o077).toBe(0);
  expect(takeSetUpLink(dataDir)).toBe(link);
  expect(takeSetUpLink(dataDir)).toBeNull();
});

test("deletes the link of an earlier start", () => {
  showSetUpLink(link, dataDir, false);
  expect(showSetUpLink(null, dataDir, false)).toBeNull();
  expect(existsSync(path.join(dataDir, "setup-link"))).toBe(false);
});
