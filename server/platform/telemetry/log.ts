import { pino } from "pino";
import { logLevel } from "#server/platform/env/env.ts";
import { hideInLog } from "#server/platform/telemetry/hide-in-log.ts";
import { serializeError } from "#server/platform/telemetry/serialize-error.ts";
import { activeSpan } from "#server/platform/telemetry/tracing.ts";

/**
 * Each line is written before the next thing happens. Buffered lines would be flushed at the exit, and to a reader that has
 * gone (`npm run worker | head`) pino's flush repeats an EPIPE for ever; a line written at once meets it once and is dropped.
 */
const destination = pino.destination({ dest: 1, sync: true });

/** The trace that the code which speaks is a part of, by OpenTelemetry's names. */
function traceOfLine(): Record<string, string> {
  const traceparent = activeSpan()?.traceparent;
  return traceparent === undefined ? {} : { trace_id: traceparent.slice(3, 35), span_id: traceparent.slice(36, 52) };
}

/** JSON lines on stdout with pid and time; addresses and secrets are cut out by path, and addresses wherever they stand. */
export const log = pino(
  {
    level: logLevel(),
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: traceOfLine,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: serializeError },
    hooks: { streamWrite: hideInLog },
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
  },
  destination,
);

/** A logger that says which part of the house speaks. */
export const logFor = (part: string) => log.child({ part });
