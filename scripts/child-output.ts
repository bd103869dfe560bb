import { createWriteStream, existsSync, mkdirSync, renameSync, statSync, type WriteStream } from "node:fs";
import path from "node:path";
import type { Readable } from "node:stream";
import type { Say } from "#scripts/progress.ts";

const biggestLog = 20 * 1024 * 1024;
const quietMilliseconds = 10_000;

/** Opens DATA_DIR/logs/<name>.log for appending; a big one becomes <name>.log.1 first. */
export function openLog(dataDir: string, name: string): WriteStream {
  const file = path.join(dataDir, "logs", `${name}.log`);
  mkdirSync(path.dirname(file), { recursive: true });
  if (existsSync(file) && statSync(file).size > biggestLog) renameSync(file, `${file}.1`);
  return createWriteStream(file, { flags: "a" });
}

export type Line = { level: string; msg: string; err?: { message?: string } };

/** One line of pino's JSON, or undefined for anything else that a process may print. */
export function parseLine(text: string): Line | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const line = JSON.parse(text) as Partial<Line>;
    return typeof line.level === "string" && typeof line.msg === "string" ? (line as Line) : undefined;
  } catch {
    return undefined;
  }
}

/** Calls `onLine` for each complete line. A line without an end is cut at 64 KB, so that it cannot eat the memory. */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
    if (rest.length > 65_536) {
      onLine(rest);
      rest = "";
    }
  });
  stream.on("end", () => {
    if (rest) onLine(rest);
  });
}

/** Shows warnings and errors of the children in the terminal; one that repeats itself is shown once in ten seconds. */
export function createEcho(say: Say): (child: string, line: Line) => void {
  const seen = new Map<string, { at: number; hidden: number }>();
  return (child, { level, msg, err }) => {
    if (level !== "warn" && level !== "error" && level !== "fatal") return;
    const text = err?.message && err.message !== msg ? `${msg}: ${err.message}` : msg;
    const key = `${child} ${text}`;
    const last = seen.get(key);
    if (last && Date.now() - last.at < quietMilliseconds) {
      last.hidden++;
      return;
    }
    if (seen.size > 500) seen.clear();
    seen.set(key, { at: Date.now(), hidden: 0 });
    const more = last?.hidden ? ` (and ${last.hidden} times more since)` : "";
    say(`${level === "warn" ? "!" : "✗"} ${child}: ${text}${more}`);
  };
}
