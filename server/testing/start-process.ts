import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll } from "vitest";
import { asRole } from "#server/testing/database.ts";

export type StartedProcess = {
  child: ChildProcess;
  /** The exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
  /** Neither ended nor killed so far. */
  isAlive: () => boolean;
};

const children = new Set<ChildProcess>();
// At the top of the file: what is registered while a test runs is not run after it, and its process stayed for hours.
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
});

/** Starts one of the product's processes, silent and with this environment alone; it is killed after the file. */
export function startProcess(script: string[], env: Record<string, string>): StartedProcess {
  const child = spawn(process.execPath, script, {
    stdio: "ignore",
    env: { PATH: process.env.PATH, NODE_ENV: "test", LOG_LEVEL: "silent", RETRY_DELAY_SECONDS: "1", ...env },
  });
  const ended = once(child, "exit").then(([code, signal]) => signal ?? code);
  children.add(child);
  return { child, ended, isAlive: () => child.exitCode === null && child.signalCode === null };
}

/** A worker that connects as its own role, whatever role the URLs name. */
export function startWorker(env: Record<string, string>, duties: string[] = []): StartedProcess {
  const urls = Object.entries(env).filter(([name]) => name === "DATABASE_URL" || name === "DIRECT_URL");
  const own = Object.fromEntries(urls.map(([name, url]) => [name, asRole("worker", url)]));
  return startProcess(["workers/worker.ts", ...duties], { ...env, ...own });
}
