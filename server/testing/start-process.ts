import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll } from "vitest";
import { asRole } from "#server/testing/database.ts";

export type StartedProcess = {
  child: ChildProcess;
  /** The exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
  /** Whether it still runs. */
  isAlive: () => boolean;
};

const children = new Set<ChildProcess>();
// At the top level: a hook that is registered during a test does not run after it, and its process would stay.
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
});

/** Starts one of the product's processes with this environment only. It is killed after the test file. */
export function startProcess(script: string[], env: Record<string, string>): StartedProcess {
  const child = spawn(process.execPath, script, {
    stdio: "ignore",
    env: { PATH: process.env.PATH, NODE_ENV: "test", LOG_LEVEL: "silent", RETRY_DELAY_SECONDS: "1", ...env },
  });
  const ended = once(child, "exit").then(([code, signal]) => signal ?? code);
  children.add(child);
  return { child, ended, isAlive: () => child.exitCode === null && child.signalCode === null };
}

/** Starts a worker with its own database role, whatever role the URLs have. */
export function startWorker(env: Record<string, string>, duties: string[] = []): StartedProcess {
  const urls = Object.entries(env).filter(([name]) => name === "DATABASE_URL" || name === "DIRECT_URL");
  const own = Object.fromEntries(urls.map(([name, url]) => [name, asRole("worker", url)]));
  return startProcess(["workers/worker.ts", ...duties], { ...env, ...own });
}
