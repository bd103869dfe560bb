import { appendFileSync, chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { createEcho, followFile, parseLine, prepareLog } from "#scripts/child-output.ts";

const folder = mkdtempSync(path.join(tmpdir(), "redeliver-output-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("follows a file from where it ends, in whole lines and whole characters", () => {
  const file = path.join(folder, "a.log");
  writeFileSync(file, "before\n");
  const lines: string[] = [];
  const follower = followFile(file, (line) => lines.push(line));
  appendFileSync(file, "one\ntwo ");
  appendFileSync(file, Buffer.from([0xc3]));
  appendFileSync(file, Buffer.from([0xa4]));
  appendFileSync(file, "\nlast without an end");
  follower.stop();
  expect(lines).toEqual(["one", "two ä", "last without an end"]);
});

it("makes a log readable by its owner only, also one of an earlier version", () => {
  const log = prepareLog(folder, "web");
  expect(statSync(log).mode & 0o777).toBe(0o600);
  chmodSync(log, 0o644);
  expect(prepareLog(folder, "web")).toBe(log);
  expect(statSync(log).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(log)).mode & 0o777).toBe(0o700);
});

it("reads pino's lines and nothing else", () => {
  expect(parseLine('{"level":"info","msg":"worker is ready"}')?.msg).toBe("worker is ready");
  expect(parseLine('{"broken')).toBeUndefined();
  expect(parseLine('{"level":30}')).toBeUndefined();
  expect(parseLine("▲ Next.js")).toBeUndefined();
});

it("shows warnings and errors only, with their cause, and one that repeats itself once", () => {
  const said: string[] = [];
  const echo = createEcho((line) => said.push(line));
  echo("worker", { level: "info", msg: "quiet" });
  for (let i = 0; i < 3; i++) echo("worker", { level: "warn", msg: "a tick failed", err: { message: "refused" } });
  echo("web", { level: "error", msg: "no" });
  expect(said).toEqual(["! worker: a tick failed: refused", "✗ web: no"]);
});
