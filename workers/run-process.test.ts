import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";

/** A process of ours that only waits, with its log on a pipe. */
const code = `
  import { logFor } from "#server/platform/telemetry/log.ts";
  import { runProcess } from "#workers/run-process.ts";
  const logger = logFor("test");
  await runProcess(logger, async (signal) => {
    const awake = setInterval(() => undefined, 1_000);
    logger.info("ready");
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    clearInterval(awake);
  });`;

test("a process ends on a signal although the reader of its output is gone, as under `| head -1`", async () => {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { PATH: process.env.PATH, NODE_ENV: "test", LOG_LEVEL: "info" },
  });
  const ended = once(child, "exit");
  const giveUp = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await once(child.stdout, "data");
  child.stdout.destroy();
  await once(child.stdout, "close");
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
  clearTimeout(giveUp);
}, 20_000);

test("a signal from the process group and from npm at once counts as one", async () => {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { PATH: process.env.PATH, NODE_ENV: "test", LOG_LEVEL: "info" },
  });
  const ended = once(child, "exit");
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  // The log's line says that the first one was handled.
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
}, 20_000);
