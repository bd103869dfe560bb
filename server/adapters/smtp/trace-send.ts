import { PermanentError, RetryableError } from "#server/delivery/handlers/outcomes.ts";
import type { Receipt } from "#server/delivery/handlers/ports.ts";
import { activeSpan, type SpanAttributes, tracing, within } from "#server/platform/telemetry/tracing.ts";

/** Runs `send` in a client span, whose trace context it gets. Outside of an attempt (an alert, a preview) nothing is traced. */
export async function traceSend(
  describe: () => { name: string; attributes: SpanAttributes },
  send: (traceparent: string | null) => Promise<Receipt>,
): Promise<Receipt> {
  const parent = activeSpan();
  const on = parent && tracing();
  if (!on) return send(null);
  const span = on.start({ kind: "client", parent: parent.traceparent, ...describe() });
  try {
    return await within(span, () => send(span.traceparent));
  } catch (error) {
    span.fail(error instanceof PermanentError || error instanceof RetryableError ? error.code : "unexpected");
    throw error;
  } finally {
    span.end();
  }
}
