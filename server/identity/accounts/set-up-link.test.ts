import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { showSetUpLink, takeSetUpLink } from "#server/identity/accounts/set-up-link.ts";

const dataDir = mkdtempSync(path.join(tmpdir(), "redeliver-link-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
const link = "http://127.0.0.1:3000/setup#secret";

test("without a terminal the link is in a file of its owner's, the log says where, and it is taken once", () => {
  expect(showSetUpLink(link, dataDir, false)).toBe(
    `there is no account yet: the link to create the first one is in ${path.join(dataDir, "setup-link")}`,
  );
  expect(statSync(path.join(dataDir, "setup-link")).mode & 0o077).toBe(0);
  expect(takeSetUpLink(dataDir)).toBe(link);
  expect(takeSetUpLink(dataDir)).toBeNull();
});

test("a link of an earlier start does not stay behind", () => {
  showSetUpLink(link, dataDir, false);
  expect(showSetUpLink(null, dataDir, false)).toBeNull();
  expect(existsSync(path.join(dataDir, "setup-link"))).toBe(false);
});
