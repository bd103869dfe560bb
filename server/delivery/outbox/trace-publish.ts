import { activeSpan, type OpenSpan, tracing } from "#server/platform/telemetry/tracing.ts";

const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35);

/**
 * Starts the span that publishes a message, which stores its traceparent. A message of another trace than the request, such
 * as a replay, stays in its own trace and links the request. Null without tracing. The caller ends it after the insert.
 */
export function tracePublish(message: { id: string; type: string; traceparent: string | null }): OpenSpan | null {
  const on = tracing();
  if (!on) return null;
  const request = activeSpan()?.traceparent ?? null;
  const own = message.traceparent;
  const elsewhere = own !== null && request !== null && traceIdOf(own) !== traceIdOf(request);
  return on.start({
    name: `publish ${message.type}`,
    kind: "producer",
    parent: elsewhere ? own : (request ?? own),
    link: elsewhere ? request : null,
    attributes: {
      "messaging.system": "redeliver",
      "messaging.operation.name": "publish",
      "messaging.operation.type": "send",
      "messaging.destination.name": message.type,
      "messaging.message.id": message.id,
    },
  });
}
