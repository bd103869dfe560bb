import type { DistributedTraceDto } from "#server/contracts/monitoring/distributed-trace.ts";
import type { OrderDto, TimelineEntryDto } from "#server/contracts/shop/order.ts";
import type { TraceDto, TraceEntryDto } from "#server/contracts/shop/trace.ts";
import { createDistinctMasker } from "#server/delivery/privacy/create-distinct-masker.ts";
import { maskPayload } from "#server/delivery/privacy/mask-payload.ts";
import { maskText } from "#server/delivery/privacy/mask-text.ts";
import { getTimeline } from "#server/monitoring/pipeline/get-timeline.ts";
import { db } from "#server/platform/database/db.ts";
import { NotFoundError } from "#server/platform/errors.ts";
import { linkTrace } from "#server/platform/telemetry/link-trace.ts";
import { getOrder } from "#server/shop/orders/get-order.ts";
import {
  readTrace,
  type TracedAction,
  type TracedAttempt,
  type TracedMessage,
} from "#server/shop/traces/sql/read-trace.ts";

const plain = {
  ...{ attempt: null, failureCode: null, durationMs: null, worker: null, build: null, said: null },
  ...{ action: null, actor: null, reason: null, resultId: null, before: null, after: null },
};
/** Stages of operators, which the audit log describes with actor and reason. */
const actionStages: readonly string[] = ["replayed", "undone", "discarded", "restored"];

/**
 * One timeline per order, from its transaction to its mails, with every attempt, edit, replay and discard of every message.
 * Personal data is masked. Throws 404 where neither the order nor a message about it exists.
 */
export async function getTrace(orderId: string): Promise<TraceDto> {
  const subject = `orders/${orderId}`;
  const order = await findOrder(orderId);
  const { deliveries, timeline } = order ?? (await getTimeline(subject));
  if (timeline.length === 0) throw new NotFoundError("There is no order with this ID.");
  const { messages, attempts, actions } = await readTrace(db(), subject);
  const mask = maskOf(messages, actions);
  const machine = timeline
    .filter(({ stage }) => !actionStages.includes(stage))
    .map((entry) => withAttempt(entry, attempts));
  const entries = [...machine, ...actions.map(entryOf)].map(mask);
  return {
    orderId,
    order: order && { status: order.status, createdAt: order.createdAt },
    deliveries,
    distributed: distributedOf(messages),
    // Stable: entries of the same moment keep their order.
    entries: entries.sort((one, other) => one.at.localeCompare(other.at)),
  };
}

function distributedOf(messages: readonly TracedMessage[]): DistributedTraceDto[] {
  const traces = messages.flatMap(({ traceparent }) => (traceparent === null ? [] : [linkTrace(traceparent)]));
  return [...new Map(traces.map((trace) => [trace.id, trace])).values()];
}

async function findOrder(id: string): Promise<OrderDto | null> {
  try {
    return await getOrder(id);
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}

const attemptStages: readonly string[] = ["attempt_failed", "worker_lost", "delivered"];

function withAttempt(entry: TimelineEntryDto, attempts: readonly TracedAttempt[]): TraceEntryDto {
  const { deliveryId, attempt } = entry;
  const found = attempts.find((known) => known.deliveryId === deliveryId && known.number === attempt);
  if (!found || !attemptStages.includes(entry.stage)) return { ...plain, ...entry };
  const { durationMs, worker, build, said } = found;
  return { ...plain, ...entry, durationMs, worker, build, said };
}

const entryOf = (action: TracedAction): TraceEntryDto => ({ ...plain, ...action, stage: "hand" });

/** Masks an entry: two revisions of one address stay distinct, and no reply or reason repeats a value of a payload. */
function maskOf(messages: readonly TracedMessage[], actions: readonly TracedAction[]) {
  const payloads = [
    ...messages.map(({ type, data }) => ({ type, data })),
    ...actions.flatMap(({ messageType, before, after }) =>
      [before, after].map((data) => ({ type: messageType, data })),
    ),
  ];
  const values = payloads.flatMap(({ type, data }) => maskPayload(type, data).fields.map(({ value }) => String(value)));
  const apart = createDistinctMasker();
  const text = (said: string | null) => (said === null ? null : maskText(said, values));
  return (entry: TraceEntryDto): TraceEntryDto => {
    const copy = (data: TraceEntryDto["before"]) => maskPayload(entry.messageType ?? "", data, apart).data;
    return {
      ...entry,
      said: text(entry.said),
      reason: text(entry.reason),
      before: copy(entry.before),
      after: copy(entry.after),
    };
  };
}
