import type { Settled } from "#server/delivery/attempts/settle-batch.ts";
import type { Failure } from "#server/delivery/deliveries/classify-failure.ts";
import type { ClaimedMessage } from "#server/delivery/deliveries/sql/claim-deliveries.ts";
import { relaySpanId } from "#server/delivery/outbox/relay-span-id.ts";
import { type OpenSpan, tracing } from "#server/platform/telemetry/tracing.ts";

const childOf = (traceparent: string, spanId: string): string =>
  `${traceparent.slice(0, 36)}${spanId}${traceparent.slice(52)}`;

/**
 * Starts the span of one attempt, a child of the relay's span. Returns it with its end, or null without tracing. A prepared
 * attempt starts before its claim, and ends `unclaimed` where that is refused.
 */
export function traceAttempt(
  handler: string,
  deliveryId: string,
  { id, traceparent }: Pick<ClaimedMessage, "id" | "traceparent">,
): { span: OpenSpan; end: (settled: Settled | "unclaimed", failure?: Failure) => void } | null {
  const on = tracing();
  if (!on) return null;
  const span = on.start({
    name: `deliver ${handler}`,
    kind: "consumer",
    parent: traceparent && childOf(traceparent, relaySpanId(deliveryId)),
    attributes: {
      "messaging.system": "redeliver",
      "messaging.operation.name": "deliver",
      "messaging.operation.type": "process",
      "messaging.destination.name": handler,
      "messaging.message.id": id,
      "redeliver.delivery.id": deliveryId,
    },
  });
  const end = (settled: Settled | "unclaimed", failure?: Failure) => {
    span.set({ "redeliver.outcome": settled });
    if (failure) span.fail(failure.code);
    span.end();
  };
  return { span, end };
}
