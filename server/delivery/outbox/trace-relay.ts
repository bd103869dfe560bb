import type pg from "pg";
import { relaySpanId } from "#server/delivery/outbox/relay-span-id.ts";
import type { Released } from "#server/delivery/outbox/sql/claim-messages.ts";
import { readTraced } from "#server/delivery/outbox/sql/read-traced.ts";
import { logFor } from "#server/platform/telemetry/log.ts";
import { tracing } from "#server/platform/telemetry/tracing.ts";

/**
 * One step per delivery that a tick handed to its queue, told after the commit and awaited by nobody: the relay goes on
 * meanwhile, and a reading that fails costs these steps and nothing else.
 */
export function traceRelay(pool: pg.Pool, released: readonly Released[], startedAt: number): void {
  const on = tracing();
  if (!on || released.length === 0) return;
  const endedAt = Date.now();
  const tell = async () => {
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
  tell().catch((error: unknown) => logFor("tracing").warn({ err: error }, "a tick of the relay was not traced"));
}
