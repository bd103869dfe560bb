import { pino } from "pino";
import { afterAll } from "vitest";
import { log } from "#server/platform/telemetry/log.ts";

/** Collects the log lines until the end of the test file instead of printing them. */
export function collectLogLines(): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  const { streamSym } = pino.symbols;
  const stream = Reflect.get(log, streamSym) as { write: (line: string) => unknown };
  const { level } = log;
  const write = stream.write;
  log.level = "info";
  stream.write = (line) => lines.push(JSON.parse(line));
  afterAll(() => {
    stream.write = write;
    log.level = level;
  });
  return lines;
}
