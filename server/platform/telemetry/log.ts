import { pino } from "pino";
import { logLevel } from "#server/platform/env/env.ts";
import { hideInLog } from "#server/platform/telemetry/hide-in-log.ts";
import { serializeError } from "#server/platform/telemetry/serialize-error.ts";
import { activeSpan } from "#server/platform/telemetry/tracing.ts";

/**
 * Lines are written synchronously. Buffered lines would be flushed at the exit, where pino repeats an EPIPE forever if the
 * reader is gone (`npm run worker | head`). A synchronous line fails once and is dropped.
 */
const destination = pino.destination({ dest: 1, sync: true });

/** The ids of the current trace and span, under OpenTelemetry's names. */
function traceOfLine(): Record<string, string> {
  const traceparent = activeSpan()?.traceparent;
  return traceparent === undefined ? {} : { trace_id: traceparent.slice(3, 35), span_id: traceparent.slice(36, 52) };
}

/** JSON lines on stdout with pid and time. Addresses and secrets are redacted by path, addresses also inside of any text. */
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

/** A logger of one part of the product. */
export const logFor = (part: string) => log.child({ part });
