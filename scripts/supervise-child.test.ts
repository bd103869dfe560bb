import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { isAlive } from "#scripts/is-alive.ts";
import { superviseChild } from "#scripts/supervise-child.ts";
import { eventually } from "#server/testing/eventually.ts";

const dataDir = mkdtempSync(path.join(tmpdir(), "redeliver-child-"));
afterAll(() => rmSync(dataDir, { recursive: true }));

function supervise(name: string, program: string) {
  const said: string[] = [];
  const script = path.join(dataDir, `${name}.mjs`);
  writeFileSync(script, program);
  const child = superviseChild({
    name,
    args: [script],
    env: process.env,
    dataDir,
    say: (line) => said.push(line),
    echo: () => {},
    isReady: (line) => line.msg === "ready",
  });
  return { child, said };
}

const ready = `console.log(JSON.stringify({ level: "info", msg: "ready" })); setInterval(() => {}, 1000);`;

it("restarts a child that ended, and logs how it ended", async () => {
  const { child, said } = supervise("healthy", ready);
  await child.ready;
  const first = child.pid();
  process.kill(first ?? 0, "SIGKILL");
  await eventually(() => child.pid() !== undefined && child.pid() !== first);
  expect(said).toEqual(["✗ healthy was ended by SIGKILL. Restarting in 0.5 s."]);
  const second = child.pid() ?? 0;
  await child.stop();
  expect(isAlive(second)).toBe(false);
});

it("gives up on a child that never becomes ready, with its last output", async () => {
  const { child } = supervise("broken", `console.error("no such table"); process.exit(3);`);
  await expect(child.ready).rejects.toThrow(/broken ended with exit code 3, 3 times in a row:\n {4}no such table/);
  await child.stop();
});

it("lets a child drain after SIGTERM", async () => {
  const drain = `process.on("SIGTERM", () => setTimeout(() => process.exit(0), 200));`;
  const { child, said } = supervise("draining", `${drain}${ready}`);
  await child.ready;
  const started = performance.now();
  await child.stop();
  expect(performance.now() - started).toBeGreaterThan(190);
  expect(said).toEqual([]);
});
