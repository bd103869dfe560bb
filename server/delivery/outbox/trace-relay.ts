import type pg from "pg";
import { relaySpanId } from "#server/delivery/outbox/relay-span-id.ts";
import type { Released } from "#server/delivery/outbox/sql/claim-messages.ts";
import { readTraced } from "#server/delivery/outbox/sql/read-traced.ts";
import { logFor } from "#server/platform/telemetry/log.ts";
import { tracing } from "#server/platform/telemetry/tracing.ts";

/** Emits one span per enqueued delivery after the commit. Not awaited: the relay continues, and a failed read only loses spans. */
export function traceRelay(pool: pg.Pool, released: readonly Released[], startedAt: number): void {
  const on = tracing();
  if (!on || released.length === 0) return;
  const endedAt = Date.now();
  const emit = async () => {
    for (const { id, handler, messageId, traceparent } of await readTraced(
      pool,
      released.map((delivery) => delivery.id),
    )) {
      on.start({
        name: `relay ${handler}`,
        kind: "producer",
        parent: traceparent,
        id: relaySpanId(id),
        startedAt,
        attributes: {
          "messaging.system": "redeliver",
          "messaging.operation.name": "relay",
          "messaging.operation.type": "send",
          "messaging.destination.name": handler,
          "messaging.message.id": messageId,
          "redeliver.batch.size": released.length,
          "redeliver.delivery.id": id,
        },
      }).end(endedAt);
    }
  };
  emit().catch((error: unknown) => logFor("tracing").warn({ err: error }, "tracing a tick of the relay failed"));
}
