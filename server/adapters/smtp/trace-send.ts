import { PermanentError, RetryableError } from "#server/delivery/handlers/outcomes.ts";
import type { Receipt } from "#server/delivery/handlers/ports.ts";
import { activeSpan, type SpanAttributes, tracing, within } from "#server/platform/telemetry/tracing.ts";

/**
 * A conversation with another machine, as the last step of the trace that it belongs to. `send` is given the trace context
 * to hand on. Outside of a try (an alert, a preview) nothing is traced.
 */
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
