import {
  chmodSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
} from "node:fs";
import path from "node:path";
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import type { Say } from "#scripts/progress.ts";

const biggestLog = 20 * 1024 * 1024;
const quietMilliseconds = 10_000;

/** The path of DATA_DIR/logs/<name>.log, readable by its owner only. A large one is renamed to <name>.log.1 first. */
export function prepareLog(dataDir: string, name: string): string {
  const file = path.join(dataDir, "logs", `${name}.log`);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  if (existsSync(file) && statSync(file).size > biggestLog) renameSync(file, `${file}.1`);
  closeSync(openSync(file, "a", 0o600));
  // Earlier versions created them readable by every account.
  for (const kept of [file, `${file}.1`]) if (existsSync(kept)) chmodSync(kept, 0o600);
  return file;
}

/** Calls `onLine` for each line that is added to a file from now on. `stop` reads what is left first. */
export function followFile(file: string, onLine: (line: string) => void): { stop: () => void } {
  const fd = openSync(file, "r");
  const take = lineSplitter(onLine);
  const buffer = Buffer.alloc(65_536);
  let position = fstatSync(fd).size;
  const read = () => {
    for (let count = 1; count > 0; position += count) {
      count = readSync(fd, buffer, 0, buffer.length, position);
      if (count > 0) take.text(buffer.subarray(0, count));
    }
  };
  const timer = setInterval(read, 50);
  return {
    stop: () => {
      clearInterval(timer);
      read();
      take.end();
      closeSync(fd);
    },
  };
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

/** Calls `onLine` for each line of a stream. */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  const take = lineSplitter(onLine);
  stream.on("data", take.text).on("end", take.end);
}

/** A line without an end is cut at 64 KB, to bound memory. */
function lineSplitter(onLine: (line: string) => void): { text: (chunk: Buffer) => void; end: () => void } {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  const end = () => {
    if (rest) onLine(rest);
    rest = "";
  };
  const text = (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
    if (rest.length > 65_536) end();
  };
  return { text, end };
}

/** Shows warnings and errors of the children in the terminal, each repeated one once in ten seconds. */
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
