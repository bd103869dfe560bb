import type { log } from "#server/platform/telemetry/log.ts";

type Write = typeof process.stdout.write;

/**
 * Turns what libraries print (Next greets on stdout and reports on stderr) into log lines, so that every line of this
 * process is JSON. Our own logger writes to the file descriptor itself and does not pass here.
 */
export function logForeignLines(logger: typeof log): void {
  const speakAs =
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
  process.stdout.write = speakAs("info");
  process.stderr.write = speakAs("error");
}
