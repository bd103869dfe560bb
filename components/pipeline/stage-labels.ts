import type { TimelineEntryDto, TimelineStage } from "#server/contracts/shop/order.ts";

const handlerName = (entry: TimelineEntryDto) => entry.handler ?? "handler";
const attemptSuffix = (entry: TimelineEntryDto) => (entry.attempt === null ? "" : `, attempt ${entry.attempt}`);
const revisionSuffix = (entry: TimelineEntryDto) =>
  entry.revision === null || entry.revision === 1 ? "" : `, revision ${entry.revision}`;
const causeSuffix = (entry: TimelineEntryDto) => (entry.failureCode === null ? "" : `: ${entry.failureCode}`);

/** Technical text of a timeline stage, with IDs, handler, attempt and failure code. */
const labels: Record<TimelineStage, (entry: TimelineEntryDto) => string> = {
  order_saved: () => "order and outbox row saved in one transaction",
  order_shipped: () => "order shipped and outbox row saved in one transaction",
  order_cancelled: () => "order cancelled and outbox row saved in one transaction",
  message_written: (entry) => `${entry.messageType} written to the outbox as ${shortId(entry.messageId)}`,
  relayed: (entry) => `${shortId(entry.messageId)} relayed to its handlers`,
  handler_off: (entry) => `${handlerName(entry)} is off: no delivery`,
  attempt_failed: (entry) =>
    `${handlerName(entry)}${revisionSuffix(entry)}${attemptSuffix(entry)} failed${causeSuffix(entry)}`,
  retry_scheduled: (entry) => `${handlerName(entry)}${revisionSuffix(entry)}${attemptSuffix(entry)} scheduled`,
  worker_lost: (entry) => `${handlerName(entry)}${revisionSuffix(entry)}${attemptSuffix(entry)}: worker lost`,
  delivered: (entry) => `${handlerName(entry)}${revisionSuffix(entry)}${attemptSuffix(entry)} delivered`,
  dead: (entry) =>
    `${handlerName(entry)}${revisionSuffix(entry)}${attemptSuffix(entry)} dead-lettered${causeSuffix(entry)}`,
  replayed: (entry) => `${handlerName(entry)}${revisionSuffix(entry)} replayed by an operator`,
  undone: (entry) => `${handlerName(entry)}: replay undone before it was sent`,
  discarded: (entry) => `${handlerName(entry)}${revisionSuffix(entry)} discarded by an operator`,
  restored: (entry) => `${handlerName(entry)}${revisionSuffix(entry)} restored by an operator`,
};

export const stageLabel = (entry: TimelineEntryDto): string => labels[entry.stage](entry);

/** Last six characters of a UUIDv7: the start is the same for all IDs of one second. */
export const shortId = (id: string | null): string => (id === null ? "a message" : `…${id.slice(-6)}`);
