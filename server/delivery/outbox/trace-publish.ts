import { activeSpan, type OpenSpan, tracing } from "#server/platform/telemetry/tracing.ts";

const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35);

/**
 * The step that publishes a message; its traceparent is what the message carries on. A message of another trace than the
 * request's (a replay keeps the trace of what it replays) stays in its own and names the request as a link.
 * Null where nothing is traced. Ended by whoever knows that the message is stored.
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
