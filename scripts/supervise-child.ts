import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import path from "node:path";
import { createBackOff } from "#scripts/back-off.ts";
import { followFile, type Line, parseLine, prepareLog } from "#scripts/child-output.ts";
import type { Say } from "#scripts/progress.ts";

export type Child = {
  name: string;
  pid: () => number | undefined;
  /** Resolves as soon as a line says that it is ready; rejects when it ended three times before. */
  ready: Promise<void>;
  /** For a child whose readiness is checked in another way. */
  markReady: () => void;
  /** SIGTERM, then SIGKILL if it has not drained in time. */
  stop: () => Promise<void>;
  kill: () => void;
};

type Options = {
  name: string;
  /** Arguments for Node. */
  args: string[];
  env: Record<string, string | undefined>;
  /** A program that starts Node, so that the system ends the child with its parent. */
  prefix?: string[];
  dataDir: string;
  say: Say;
  echo: (name: string, line: Line) => void;
  isReady: (line: Line) => boolean;
  /** Shows lines that are not JSON too: Next's compiler prints plain text. */
  verbose?: boolean;
};

/** Time to end after DRAIN_SECONDS, longer than any of our processes needs. */
const drainSeconds = 28;
const restartsBeforeReady = 3;
/** Arguments for Node with which a child ends when the launcher does, provided that its standard input is our pipe. */
export const leaveWithParent = ["--import", new URL("leave-with-parent.ts", import.meta.url).href];

/** Runs one process, writes its output to its log, and restarts it with back-off whenever it ends. */
export function superviseChild(options: Options): Child {
  const { name, say } = options;
  const logFile = prepareLog(options.dataDir, name);
  const delayAfter = createBackOff();
  const ready = Promise.withResolvers<void>();
  ready.promise.catch(() => {}); // Waiters get the error; there may be none.
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopping = false;
  let isReady = false;
  let endings = 0;
  const markReady = () => {
    isReady = true;
    ready.resolve();
  };

  const start = () => {
    const startedAt = Date.now();
    const lastOutput: string[] = [];
    const running = spawnNode(options, logFile);
    child = running;
    const log = followFile(logFile, (text) => {
      const line = parseLine(text);
      if (line) options.echo(name, line);
      else if (options.verbose && text.trim()) say(`  ${name}: ${text}`);
      if (line && !isReady && options.isReady(line)) markReady();
      if (line && line.level !== "error" && line.level !== "fatal") return;
      if (text.trim()) lastOutput.push(line ? [line.msg, line.err?.message].filter(Boolean).join(": ") : text);
      if (lastOutput.length > 8) lastOutput.shift();
    });
    running.once("exit", (code, signal) => {
      child = undefined;
      log.stop();
      if (stopping) return;
      endings++;
      const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
      const why = lastOutput.length > 0 ? `\n${lastOutput.map((word) => `    ${word}`).join("\n")}` : "";
      if (!isReady && endings >= restartsBeforeReady) {
        ready.reject(new Error(`${name} ${how}, ${endings} times in a row:${why}`));
        return;
      }
      const delay = delayAfter(Date.now() - startedAt);
      say(`✗ ${name} ${how}. Restarting in ${delay / 1000} s.${why}`);
      timer = setTimeout(start, delay);
    });
    running.once("error", (error) => say(`✗ ${name} could not be started: ${error.message}`));
  };
  start();

  return {
    name,
    pid: () => child?.pid,
    ready: ready.promise,
    markReady,
    kill: () => child?.kill("SIGKILL"),
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      if (child) await drain(child, name, say, drainSeconds + Number(options.env.DRAIN_SECONDS ?? 0));
    },
  };
}

/** Its output goes directly to the file: a pipe would break with a killed supervisor, and the logger with it. */
function spawnNode({ args, env, prefix = [] }: Options, logFile: string): ChildProcess {
  const [file = process.execPath, ...rest] = [...prefix, process.execPath, ...leaveWithParent, ...args];
  const log = openSync(logFile, "a", 0o600);
  const child = spawn(file, rest, {
    cwd: path.resolve(import.meta.dirname, ".."),
    env: env as NodeJS.ProcessEnv,
    stdio: ["pipe", log, log],
    // Its own process group: Ctrl-C in the terminal reaches the supervisor alone, which then drains in order.
    detached: process.platform !== "win32",
  });
  closeSync(log);
  return child;
}

function drain(child: ChildProcess, name: string, say: Say, seconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      say(`! ${name} did not stop within ${seconds} s and was killed. Its deliveries in flight are attempted again.`);
      child.kill("SIGKILL");
    }, seconds * 1_000);
    child.once("exit", () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill("SIGTERM");
  });
}
