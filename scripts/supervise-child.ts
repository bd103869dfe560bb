import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { createBackOff } from "#scripts/back-off.ts";
import { type Line, openLog, parseLine, readLines } from "#scripts/child-output.ts";
import type { Say } from "#scripts/progress.ts";

export type Child = {
  name: string;
  pid: () => number | undefined;
  /** Resolves as soon as a line says that it is ready; rejects when it ended three times before. */
  ready: Promise<void>;
  /** For one whose readiness is found out in another way. */
  markReady: () => void;
  /** SIGTERM, and SIGKILL when it has not drained in time. */
  stop: () => Promise<void>;
  kill: () => void;
};

type Options = {
  name: string;
  /** Arguments for Node. */
  args: string[];
  env: Record<string, string | undefined>;
  /** A program that starts Node, when the child's life must be tied to ours by the system. */
  prefix?: string[];
  dataDir: string;
  say: Say;
  echo: (name: string, line: Line) => void;
  isReady: (line: Line) => boolean;
  /** Shows everything that is not JSON too: Next's compiler speaks in plain text. */
  verbose?: boolean;
};

const drainMilliseconds = 28_000;
const triesBeforeReady = 3;
const leaveWithParent = new URL("leave-with-parent.ts", import.meta.url).href;

/** Runs one process of ours, writes its output to its log, and starts it again with back-off whenever it ends by itself. */
export function superviseChild(options: Options): Child {
  const { name, say } = options;
  const log = openLog(options.dataDir, name);
  const delayAfter = createBackOff();
  const ready = Promise.withResolvers<void>();
  ready.promise.catch(() => {}); // Whoever waits is told; nobody may be waiting any more.
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
    const lastWords: string[] = [];
    const running = spawnNode(options);
    child = running;
    const onLine = (source: "out" | "err") => (text: string) => {
      log.write(`${text}\n`);
      const line = parseLine(text);
      if (line) options.echo(name, line);
      else if (options.verbose && text.trim()) say(`  ${name}: ${text}`);
      if (line && !isReady && options.isReady(line)) markReady();
      const telling = line ? line.level === "error" || line.level === "fatal" : source === "err";
      if (telling && text.trim())
        lastWords.push(line ? [line.msg, line.err?.message].filter(Boolean).join(": ") : text);
      if (lastWords.length > 8) lastWords.shift();
    };
    if (running.stdout) readLines(running.stdout, onLine("out"));
    if (running.stderr) readLines(running.stderr, onLine("err"));
    // "close", not "exit": the last lines of its output must be in before the reason is told.
    running.once("close", (code, signal) => {
      child = undefined;
      if (stopping) return;
      endings++;
      const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
      const why = lastWords.length > 0 ? `\n${lastWords.map((word) => `    ${word}`).join("\n")}` : "";
      if (!isReady && endings >= triesBeforeReady) {
        ready.reject(new Error(`${name} ${how}, ${endings} times in a row:${why}`));
        return;
      }
      const delay = delayAfter(Date.now() - startedAt);
      say(`✗ ${name} ${how}; it starts again in ${delay / 1000} s.${why}`);
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
      if (child) await drain(child, name, say);
      await new Promise<void>((resolve) => log.end(resolve));
    },
  };
}

function spawnNode({ args, env, prefix = [] }: Options): ChildProcess {
  const [file = process.execPath, ...rest] = [...prefix, process.execPath, "--import", leaveWithParent, ...args];
  return spawn(file, rest, {
    cwd: path.resolve(import.meta.dirname, ".."),
    env: env as NodeJS.ProcessEnv,
    stdio: ["pipe", "pipe", "pipe"],
    // Its own process group: Ctrl-C in the terminal reaches the supervisor alone, which then drains in order.
    detached: process.platform !== "win32",
  });
}

function drain(child: ChildProcess, name: string, say: Say): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      say(
        `! ${name} has not stopped within ${drainMilliseconds / 1000} s and is killed; what it had in hand is tried again.`,
      );
      child.kill("SIGKILL");
    }, drainMilliseconds);
    child.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill("SIGTERM");
  });
}
