import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { takeLock } from "#scripts/take-lock.ts";

const dataDir = mkdtempSync(path.join(tmpdir(), "redeliver-lock-"));
const file = path.join(dataDir, "lock");
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

it("is held by one, reported to the other, and removed after release", () => {
  const lock = takeLock(dataDir);
  expect(lock.takenOver).toBe(false);
  expect(() => takeLock(dataDir)).toThrow(`Redeliver already runs on ${dataDir} (process ${process.pid}).`);
  expect(readdirSync(dataDir)).toEqual(["lock"]);
  lock.release();
  expect(existsSync(file)).toBe(false);
  takeLock(dataDir).release();
});

it("is taken over from a process that is gone", () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  takeLock(dataDir).release();
  writeFileSync(file, JSON.stringify({ pid }));
  const lock = takeLock(dataDir);
  expect(lock.takenOver).toBe(true);
  lock.release();
  expect(readdirSync(dataDir)).toEqual([]);
});

// Elsewhere the system does not say when a process began. A skipped test would count as failed.
if (process.platform === "linux") {
  it("is taken over when the pid belongs to another process by now", () => {
    takeLock(dataDir).release();
    writeFileSync(file, JSON.stringify({ pid: process.pid, startTime: "1" }));
    expect(takeLock(dataDir).takenOver).toBe(true);
  });
}

it("is taken over when a crash left it unreadable", () => {
  takeLock(dataDir).release();
  writeFileSync(file, "");
  expect(takeLock(dataDir).takenOver).toBe(true);
});
