import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { isAlive, readIfAny } from "#scripts/is-alive.ts";
import { freePort } from "#scripts/pick-port.ts";
import { eventually } from "#server/testing/eventually.ts";

const dataDir = mkdtempSync(path.join(tmpdir(), "redeliver-migrate-"));
const pids: number[] = [];
afterAll(() => {
  for (const pid of pids.filter(isAlive)) process.kill(pid, "SIGKILL");
  rmSync(dataDir, { recursive: true });
});

/** A launcher in a separate process whose database does not answer, so that `migrate` waits. */
async function aLauncherThatWaits() {
  const url = `postgresql://ada@127.0.0.1:${await freePort()}/none`;
  const script = path.join(dataDir, "launcher.mjs");
  const runMigrate = new URL("run-migrate.ts", import.meta.url).href;
  const options = `{ env: { PATH: process.env.PATH, DATABASE_URL: "${url}" }, dataDir: ${JSON.stringify(dataDir)}, echo() {}, signal: new AbortController().signal }`;
  writeFileSync(script, `const { runMigrate } = await import("${runMigrate}"); await runMigrate(${options});`);
  const launcher = spawn(process.execPath, [script], { cwd: path.resolve(import.meta.dirname, ".."), stdio: "ignore" });
  pids.push(launcher.pid ?? 0);
  const waiting = () =>
    /"pid":(\d+).*waiting for the database/.exec(readIfAny(path.join(dataDir, "logs", "migrate.log")))?.[1];
  const migrate = Number(await eventually(waiting, { timeoutMs: 30_000 }));
  pids.push(migrate);
  return { launcher, migrate };
}

it("migrate ends with its launcher, by kill -9 too, while it waits for a database", async () => {
  const { launcher, migrate } = await aLauncherThatWaits();
  expect(isAlive(migrate)).toBe(true);
  launcher.kill("SIGKILL");
  await eventually(() => !isAlive(migrate));
}, 40_000);
