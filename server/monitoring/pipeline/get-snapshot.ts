import type { HandlerDepthDto, PipelineDto } from "#server/contracts/monitoring/pipeline.ts";
import { readGates, toGateDto } from "#server/delivery/gate/gate.ts";
import { handlers, namesOfHandler } from "#server/delivery/handlers/registry.ts";
import { readFiring } from "#server/monitoring/alerts/sql/alerts.ts";
import { countDepths } from "#server/monitoring/pipeline/sql/count-depths.ts";
import { db } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";

const firingShown = 5;
const none = {
  waiting: 0,
  ready: 0,
  active: 0,
  retrying: 0,
  dead: 0,
  delivered: 0,
  oldestAgeSeconds: null,
  oldestDeadAgeSeconds: null,
};

function namesOf(id: string): Pick<HandlerDepthDto, "label" | "noun"> {
  const { label, noun } = namesOfHandler(id);
  return { label, noun };
}

/** Current depths of the outbox, of every registered handler, and of any other that still has deliveries. */
export async function getSnapshot(): Promise<PipelineDto> {
  const [{ at, outbox, handlers: counted, workers }, gates, { alerts, firing }] = await Promise.all([
    countDepths(db()),
    readGates(db()),
    readFiring(db(), firingShown),
  ]);
  const gateOf = (id: string, { ready, retrying }: { ready: number; retrying: number }) =>
    toGateDto(
      gates.handlers.find(({ handler }) => handler === id),
      ready + retrying,
    );
  const rows = new Map(counted.map((row) => [row.handler, row]));
  const registered = handlers().map((handler): HandlerDepthDto => {
    const row = rows.get(handler.id);
    rows.delete(handler.id);
    const named = { handler: handler.id, ...namesOf(handler.id), enabled: handler.enabled?.(env()) ?? true };
    return { ...none, ...row, ...named, ...gateOf(handler.id, row ?? none) };
  });
  const others = [...rows.values()].map(
    (row): HandlerDepthDto => ({
      ...{ ...row, ...namesOf(row.handler), enabled: false, ...gateOf(row.handler, row) },
    }),
  );
  const pause = gates.sending;
  const sending = pause && { reason: pause.reason, since: pause.since?.toISOString() ?? null };
  return { at: at.toISOString(), outbox, handlers: [...registered, ...others], workers, alerts, firing, sending };
}
