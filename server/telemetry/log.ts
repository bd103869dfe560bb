import { pino } from "pino";

/** JSON lines on stdout with pid and time; addresses and secrets are cut out by path. A process sets `log.level` when it starts. */
export const log = pino({
  level: "info",
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
