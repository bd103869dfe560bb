import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, readIfAny } from "#scripts/is-alive.ts";
import type { Account } from "#scripts/postgres-account.ts";
import { envOfSystem } from "#server/platform/env/env-of-process.ts";

export type Exit = { code: number | null; signal: NodeJS.Signals | null };
export type Postmaster = { pid: number; exited: Promise<Exit>; stop: () => Promise<void> };

type Start = { binaries: string; cluster: string; account: Account; port: number; settings: string[]; logFile: string };

/** Starts a postmaster and waits until it takes connections. */
export async function startPostmaster(start: Start): Promise<Postmaster> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const child = spawnPostmaster(start);
    const exited = new Promise<Exit>((resolve, reject) => {
      child.once("exit", (code, signal) => resolve({ code, signal }));
      child.once("error", reject);
    });
    const { pid } = child;
    const early = await Promise.race([exited, pid ? waitUntilReady(start.cluster, pid, deadline) : exited]);
    if (early === "ready" && pid) return { pid, exited, stop: () => stopProcess(pid, exited) };
    // After a kill -9 the old postmaster stays a zombie until it is reaped, and its pid file counts as taken: repeat.
    const lines = lastLines(start.logFile, 4);
    if (!/lock file|shared memory block/.test(lines) || Date.now() > deadline - 45_000) {
      throw new Error(`PostgreSQL did not start. The end of ${start.logFile}:\n${lines}`);
    }
    await sleep(200);
  }
}

function spawnPostmaster({ binaries, cluster, account, port, settings, logFile }: Start): ChildProcess {
  const command = [
    path.join(binaries, "bin", "postgres"),
    ...["-D", cluster, "-p", String(port), "-h", "127.0.0.1", "-k", ""],
    ...settings.flatMap((setting) => ["-c", setting]),
  ];
  const [file = "", ...args] = [...endWithParent("INT"), ...command];
  const log = openSync(logFile, "a", 0o600);
  // Its own process group: Ctrl-C in the terminal must not stop the database before the workers have drained.
  const env = { ...envOfSystem(process.env), LC_ALL: "C" } as unknown as NodeJS.ProcessEnv;
  const options = { ...account, cwd: "/", detached: true, env };
  const child = spawn(file, args, { ...options, stdio: ["ignore", log, log] });
  closeSync(log);
  child.unref();
  return child;
}

/** Line 8 of postmaster.pid says "ready"; line 1 must be our child, because the file may be stale. */
async function waitUntilReady(cluster: string, pid: number, deadline: number): Promise<"ready" | "late"> {
  while (Date.now() < deadline) {
    const file = readPidFile(cluster);
    if (file?.pid === pid && file.state === "ready") return "ready";
    await sleep(10);
  }
  return "late";
}

function readPidFile(cluster: string): { pid: number; state: string } | undefined {
  try {
    const lines = readFileSync(path.join(cluster, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), state: lines[7]?.trim() ?? "" };
  } catch {
    return undefined;
  }
}

/** Two servers on one cluster would destroy it: stop one whose supervisor was killed, remove a stale pid file. */
export async function stopLeftover(cluster: string): Promise<"nothing" | "stopped"> {
  const pid = readPidFile(cluster)?.pid;
  if (!pid) return "nothing";
  if (isAlive(pid) && servesCluster(pid, cluster)) {
    await stopProcess(pid, gone(pid, cluster));
    return "stopped";
  }
  // The pid may belong to another process by now (containers reuse low ones), and PostgreSQL would refuse to start.
  rmSync(path.join(cluster, "postmaster.pid"), { force: true });
  return "nothing";
}

/** Linux can end a program with its parent, even by kill -9; elsewhere the next start stops the leftover. */
export const endWithParent = (signal: "INT" | "TERM"): string[] =>
  process.platform === "linux" && existsSync("/usr/bin/setpriv") ? ["/usr/bin/setpriv", "--pdeathsig", signal] : [];

/** Fast shutdown, then immediate, then kill. All three keep committed data. */
async function stopProcess(pid: number, exited: Promise<unknown>): Promise<void> {
  for (const [signal, patience] of [
    ["SIGINT", 20_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 5_000],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return void (await exited);
    }
    const waiting = new AbortController();
    const timeout = sleep(patience, "late", { signal: waiting.signal }).catch(() => "late");
    const first = await Promise.race([exited, timeout]);
    waiting.abort();
    if (first !== "late") return;
  }
  throw new Error(`PostgreSQL (pid ${pid}) does not stop.`);
}

async function gone(pid: number, cluster: string): Promise<void> {
  while (isAlive(pid) && servesCluster(pid, cluster)) await sleep(20);
}

/** Whether the process is a postmaster of this cluster: a reused pid may belong to any process, the system's database too. */
function servesCluster(pid: number, cluster: string): boolean {
  if (process.platform === "win32") {
    const query = `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CommandLine`;
    return spawnSync("powershell", ["-NoProfile", "-Command", query], { encoding: "utf8" }).stdout.includes(cluster);
  }
  if (process.platform === "linux") {
    // A zombie's command line is empty, so it counts as gone.
    const args = readIfAny(`/proc/${pid}/cmdline`).split("\0");
    return args[args.indexOf("-D") + 1] === cluster && /(^|\/)postgres$/.test(args[0] ?? "");
  }
  const command = spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout;
  return command.includes("postgres -D ") && command.includes(cluster);
}

const lastLines = (file: string, count: number): string =>
  readIfAny(file).trimEnd().split("\n").slice(-count).join("\n");
