import { pino } from "pino";
import { logLevel } from "#server/env.ts";

/** JSON lines on stdout with pid and time; addresses and secrets are cut out by path. */
export const log = pino({
  level: logLevel(),
  base: { pid: process.pid },
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  redact: {
    paths: [
      "*.email",
      "*.recipient",
      "*.payload",
      "*.data",
      "*.authorization",
      "*.password",
      "email",
      "recipient",
      "payload",
    ],
    censor: "[redacted]",
  },
});

/** A logger that says which part of the house speaks. */
export const logFor = (part: string) => log.child({ part });
