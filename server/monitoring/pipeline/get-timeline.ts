import type { DeliveryDto } from "#server/contracts/delivery/delivery.ts";
import type { PipelineEntryDto, PipelineStage } from "#server/contracts/monitoring/timeline.ts";
import { toDeliveryDto } from "#server/delivery/deliveries/to-delivery-dto.ts";
import { handlersOn } from "#server/delivery/handlers/registry.ts";
import {
  readTimeline,
  type TimelineAction,
  type TimelineAttempt,
  type TimelineDelivery,
  type TimelineMessage,
} from "#server/monitoring/pipeline/sql/read-timeline.ts";
import { db } from "#server/platform/database/db.ts";

type Entry = Pick<PipelineEntryDto, "stage"> & Partial<PipelineEntryDto> & { at: string };

const stageOfAction: Record<TimelineAction["action"], PipelineStage> = {
  replay: "replayed",
  undo: "undone",
  discard: "discarded",
  restore: "restored",
};

/** The timeline of one subject: its messages, deliveries, failed attempts and operator actions. */
export async function getTimeline(
  subject: string,
): Promise<{ deliveries: DeliveryDto[]; timeline: PipelineEntryDto[] }> {
  const { messages, deliveries, attempts, actions } = await readTimeline(db(), subject);
  const byId = new Map(deliveries.map((delivery) => [delivery.id, delivery]));
  const entries = [
    ...messages.flatMap(entriesOfMessage),
    ...attempts.flatMap((attempt) => entriesOfAttempt(attempt, byId.get(attempt.deliveryId))),
    ...deliveries.flatMap(entriesOfDelivery),
    ...actions.map((action) => entryOfAction(action, byId.get(action.deliveryId))),
  ];
  return { deliveries: newestOfEachRoot(deliveries).map(toDeliveryDto), timeline: entries.map(complete).sort(byTime) };
}

function entriesOfMessage(message: TimelineMessage): Entry[] {
  const about = { messageId: message.id, messageType: message.type };
  const entries: Entry[] = [{ at: message.occurredAt.toISOString(), stage: "message_written", ...about }];
  if (message.relayedAt === null) return entries;
  const at = message.relayedAt.toISOString();
  entries.push({ at, stage: "relayed", ...about });
  const off = handlersOn(message.type).filter((handler) => !message.handlers.includes(handler.id));
  if (message.targetHandler === null)
    entries.push(...off.map((handler): Entry => ({ at, stage: "handler_off", handler: handler.id, ...about })));
  return entries;
}

function entriesOfAttempt(attempt: TimelineAttempt, delivery: TimelineDelivery | undefined): Entry[] {
  if (!delivery || attempt.outcome === "delivered") return [];
  const stage = attempt.outcome === "worker_lost" ? "worker_lost" : "attempt_failed";
  return [
    {
      at: attempt.endedAt.toISOString(),
      stage,
      ...about(delivery),
      attempt: attempt.number,
      failureCode: attempt.failureCode,
    },
  ];
}

function entriesOfDelivery(delivery: TimelineDelivery): Entry[] {
  const settledAt = delivery.settledAt?.toISOString();
  if (delivery.state === "delivered" && settledAt)
    return [{ at: settledAt, stage: "delivered", ...about(delivery), attempt: delivery.attempts }];
  const wasDead = delivery.state === "dead" || delivery.state === "replayed" || delivery.state === "discarded";
  if (wasDead && settledAt)
    return [
      {
        at: settledAt,
        stage: "dead",
        ...about(delivery),
        attempt: delivery.attempts,
        failureCode: delivery.failureCode,
      },
    ];
  if (delivery.state === "retrying" && delivery.nextAttemptAt) {
    return [
      {
        at: delivery.nextAttemptAt.toISOString(),
        stage: "retry_scheduled",
        ...about(delivery),
        attempt: delivery.attempts + 1,
      },
    ];
  }
  return [];
}

function entryOfAction(action: TimelineAction, delivery: TimelineDelivery | undefined): Entry {
  return {
    at: action.at.toISOString(),
    stage: stageOfAction[action.action],
    ...(delivery ? about(delivery) : {}),
  };
}

/** An entry about nothing in particular. */
export const noEntry = {
  messageId: null,
  messageType: null,
  deliveryId: null,
  handler: null,
  attempt: null,
  revision: null,
  failureCode: null,
};

const about = (delivery: TimelineDelivery) => ({
  messageId: delivery.messageId,
  messageType: delivery.messageType,
  deliveryId: delivery.id,
  handler: delivery.handler,
  revision: delivery.revision,
});

const complete = (entry: Entry): PipelineEntryDto => ({ ...noEntry, ...entry });

const byTime = (a: PipelineEntryDto, b: PipelineEntryDto) => a.at.localeCompare(b.at);

/** One row per root: its newest revision that was not withdrawn. Rows come ordered by position, handler, revision. */
function newestOfEachRoot(deliveries: TimelineDelivery[]): TimelineDelivery[] {
  const newest = new Map<string, TimelineDelivery>();
  for (const delivery of deliveries) {
    if (delivery.state !== "withdrawn") newest.set(delivery.rootId, delivery);
  }
  return [...newest.values()];
}
