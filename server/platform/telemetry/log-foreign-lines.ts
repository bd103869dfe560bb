import type { log } from "#server/platform/telemetry/log.ts";

type Write = typeof process.stdout.write;

/**
 * Turns the output of libraries (Next prints to stdout and stderr) into log lines, so that every line of this process is JSON.
 * Our own logger writes to the file descriptor directly.
 */
export function logForeignLines(logger: typeof log): void {
  const writeAs =
    (level: "info" | "error"): Write =>
    (chunk: string | Uint8Array, encodingOrDone?: unknown, done?: unknown) => {
      const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of one
      const line = text.replace(/\u001b\[[0-9;]*m/g, "").trim();
      if (line !== "") logger[level]({ foreign: true }, line);
      const written = typeof encodingOrDone === "function" ? encodingOrDone : done;
      if (typeof written === "function") written();
      return true;
    };
  process.stdout.write = writeAs("info");
  process.stderr.write = writeAs("error");
}
