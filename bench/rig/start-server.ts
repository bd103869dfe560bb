import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const root = path.resolve(import.meta.dirname, "../..");
const patienceMilliseconds = 60_000;

export type StartedServer = { port: number; pid: number; stop: () => Promise<void> };

/** Starts `node <args>` and waits until it answers on `port`, with any status below 500, at `path`. */
export async function startServer(options: {
  args: readonly string[];
  port: number;
  path: string;
  cwd?: string;
  env?: Record<string, string>;
}): Promise<StartedServer> {
  const { args, port, cwd = root, env = {} } = options;
  const child = spawn(process.execPath, args, {
    cwd,
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      ...{ PATH: process.env.PATH, LOG_LEVEL: "error", NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      ...{ DRAIN_SECONDS: "0", ...env },
    },
  });
  const leave = () => child.kill("SIGKILL");
  process.once("exit", leave);
  const ended = once(child, "exit").finally(() => process.removeListener("exit", leave));
  const stop = async () => {
    child.kill("SIGTERM");
    const patience = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await ended.finally(() => clearTimeout(patience));
  };
  const until = performance.now() + patienceMilliseconds;
  while (!(await answers(`http://127.0.0.1:${port}${options.path}`))) {
    if (performance.now() > until || child.exitCode !== null) {
      await stop();
      throw new Error(`${args[0]} did not answer on port ${port}`);
    }
    await delay(100);
  }
  return { port, pid: child.pid ?? 0, stop };
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await answer.body?.cancel();
    return answer.status < 500;
  } catch {
    return false;
  }
}
